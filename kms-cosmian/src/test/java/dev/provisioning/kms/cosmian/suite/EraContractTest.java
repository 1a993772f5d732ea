package dev.provisioning.kms.cosmian.suite;

import dev.provisioning.kms.testbench.cosmian.CosmianEra;
import dev.provisioning.kms.testbench.cosmian.CosmianStandIn;
import dev.provisioning.kms.testkit.KmsContract;
import dev.provisioning.kms.testkit.KmsUnderTest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every promise of the API, on servers of every era. */
@Tag("stand-in")
@ParameterizedClass
@EnumSource(CosmianEra.class)
class EraContractTest extends KmsContract {
  private final CosmianEra era;

  EraContractTest(CosmianEra era) {
    this.era = era;
  }

  @Override
  protected KmsUnderTest start() throws IOException {
    CosmianStandIn host = CosmianStandIn.start(era);
    // What this client can do depends on the version, and nothing of it is known before a call.
    return new HostUnderTest(host, "server_version", era.version()) {
      @Override
      public void close() {
        host.close();
      }
    };
  }
}
