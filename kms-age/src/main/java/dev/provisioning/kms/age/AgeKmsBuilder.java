package dev.provisioning.kms.age;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says which key files {@link AgeKms} uses: at least one of {@link #privateKeyPath}, {@link
 * #publicKeyPath} and {@link #recipient}. Not safe for use by several threads.
 */
public final class AgeKmsBuilder {
  @Nullable Path privateKeyPath;
  @Nullable Path publicKeyPath;
  final List<AgeRecipient> recipients = new ArrayList<>();
  final Map<String, AgeRecipient> keys = new LinkedHashMap<>();
  KmsClock clock = KmsClock.system();
  boolean dropRecipients;

  AgeKmsBuilder() {}

  /**
   * Names the file with the identities. The first one is current; without recipients, it is the one
   * that data is encrypted to.
   *
   * @param file a file as age-keygen writes it; read when the backend is opened, and again when it
   *     changes
   * @return this builder
   */
  public AgeKmsBuilder privateKeyPath(Path file) {
    privateKeyPath = Objects.requireNonNull(file, "file");
    return this;
  }

  /**
   * Names the file with the recipients that data is encrypted to.
   *
   * @param file one recipient a line; read when the backend is opened, and again when it changes
   * @return this builder
   */
  public AgeKmsBuilder publicKeyPath(Path file) {
    publicKeyPath = Objects.requireNonNull(file, "file");
    return this;
  }

  /**
   * Adds a recipient that data is encrypted to, after those of the recipients file.
   *
   * @param recipient the recipient
   * @return this builder
   */
  public AgeKmsBuilder recipient(AgeRecipient recipient) {
    recipients.add(Objects.requireNonNull(recipient, "recipient"));
    return this;
  }

  /**
   * Allows a further key, such as that of a tenant: {@code forKey(name)} encrypts to this recipient
   * alone, and what it made is opened with the identity of this recipient alone.
   *
   * @param name the logical name
   * @param recipient the key
   * @return this builder
   */
  public AgeKmsBuilder allowKey(String name, AgeRecipient recipient) {
    keys.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(recipient, "recipient"));
    return this;
  }

  /**
   * Lets {@code rewrap} write fewer recipients than the old ciphertext has.
   *
   * @param value true to let it; false by default
   * @return this builder
   */
  public AgeKmsBuilder dropRecipients(boolean value) {
    dropRecipients = value;
    return this;
  }

  /**
   * Replaces the clock.
   *
   * @param value the clock
   * @return this builder
   */
  public AgeKmsBuilder clock(KmsClock value) {
    clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  /**
   * Opens the backend: reads and checks the files and creates none.
   *
   * @return the backend, which its {@link dev.provisioning.kms.Kms} or the caller closes
   * @throws dev.provisioning.kms.KmsConfigurationException if a file is missing, malformed or
   *     writable by everybody, there is neither a file nor a recipient, or the first identity is an
   *     allowed key although others are not and no recipient is configured
   */
  public AgeKms build() {
    if (privateKeyPath == null && publicKeyPath == null && recipients.isEmpty()) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "age needs a key: set private_key_path, public_key_path or recipients");
    }
    return new AgeKms(this);
  }
}
