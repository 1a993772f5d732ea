package dev.provisioning.kms.observe;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsEvent;
import java.util.Locale;

/** How an operation ended, as records and labels say it: one of few words, never an error text. */
final class Outcome {
  static final String SUCCESS = "success";

  private Outcome() {}

  static String of(KmsEvent event) {
    return event.outcome().map(Outcome::of).orElse(SUCCESS);
  }

  static String of(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT);
  }
}
