package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.Ciphertext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found in a file or a line, and what happened to it.
 *
 * @param kind what it is
 * @param source the keys that it was under, such as {@code vault transit/app 3}; may be empty
 * @param outcome what happened
 */
record Result(Kind kind, String source, Outcome outcome) {
  private static final int MOST = 512;

  static Result of(Kind kind, Outcome outcome) {
    return new Result(kind, "", outcome);
  }

  static Result of(Kind kind, List<Ciphertext> keys, Outcome outcome) {
    return new Result(kind, source(keys), outcome);
  }

  static String source(List<Ciphertext> keys) {
    String all =
        keys.stream()
            .map(c -> (c.backend() + " " + c.keyId() + " " + c.keyVersion()).strip())
            .distinct()
            .collect(Collectors.joining(", "));
    return all.length() <= MOST ? all : all.substring(0, MOST) + "…";
  }
}
