package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.Person;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A person who answers every question the same way. */
final class Typist implements Person {
  private final boolean consent;
  private final String secret;
  private final List<String> asked = new ArrayList<>();

  Typist(boolean consent, String secret) {
    this.consent = consent;
    this.secret = secret;
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public boolean agrees(String question) {
    asked.add(question);
    return consent;
  }

  @Override
  public byte[] secret(String prompt) {
    asked.add(prompt);
    return secret.getBytes(StandardCharsets.UTF_8);
  }
}
