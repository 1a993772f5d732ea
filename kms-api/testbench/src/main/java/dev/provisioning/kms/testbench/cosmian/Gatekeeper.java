package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireRequest;
import java.util.Locale;
import java.util.Optional;

/** Who is asking, by the server's rules. */
final class Gatekeeper {
  private static final String DEFAULT_USER = "admin";
  private static final String BEARER = "bearer ";

  private final Credentials credentials;
  private final CosmianEra era;

  Gatekeeper(Credentials credentials, CosmianEra era) {
    this.credentials = credentials;
    this.era = era;
  }

  /** Empty if the server does not know. */
  Optional<String> user(WireRequest request) {
    return switch (credentials.access()) {
      case OPEN -> Optional.of(DEFAULT_USER);
      case TOKEN -> authorised(request) ? Optional.of(DEFAULT_USER) : Optional.empty();
      case CERTIFICATE -> named(request);
    };
  }

  /** The server compares without regard to case. */
  private boolean authorised(WireRequest request) {
    String expected = BEARER + credentials.apiKey().toLowerCase(Locale.ROOT);
    return request.header("Authorization").orElse("").toLowerCase(Locale.ROOT).equals(expected);
  }

  /** The common name of the client's certificate. */
  private static Optional<String> named(WireRequest request) {
    return request.clientChain().stream()
        .findFirst()
        .map(shown -> shown.getSubjectX500Principal().getName())
        .map(name -> name.replaceFirst("^CN=([^,]*).*$", "$1"));
  }

  WireReply refusal() {
    return WireReply.empty(401).body(era.atLeast(5, 0) ? "No authentication provided." : "");
  }
}
