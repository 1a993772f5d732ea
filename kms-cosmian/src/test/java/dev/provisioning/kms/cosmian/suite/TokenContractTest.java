package dev.provisioning.kms.cosmian.suite;

import dev.provisioning.kms.testbench.cosmian.CosmianAccess;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import dev.provisioning.kms.testkit.KmsContract;
import dev.provisioning.kms.testkit.KmsUnderTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every promise of the API, on a server that asks for its API token. */
@ExtendWith(CosmianHosts.class)
class TokenContractTest extends KmsContract {
  private final CosmianHost host;

  TokenContractTest(@CosmianHosts.With(CosmianAccess.TOKEN) CosmianHost host) {
    this.host = host;
  }

  @Override
  protected KmsUnderTest start() {
    return new HostUnderTest(host);
  }
}
