package dev.provisioning.kms.vault;

import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.transit.KeyName;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link VaultKms} needs. Not safe for use by several threads. */
public final class VaultKmsBuilder {
  private final Map<String, String> keys = new LinkedHashMap<>();
  private @Nullable HttpSettings http;
  private @Nullable VaultLogin login;
  private @Nullable String keyName;
  private String namespace = "";
  private String mount = "transit";
  private KmsClock clock = KmsClock.system();

  VaultKmsBuilder() {}

  /**
   * Sets where the server is.
   *
   * @param value such as {@code https://vault.example.com:8200}
   * @return this builder
   * @throws KmsException CONFIGURATION if it is no address of a server
   */
  public VaultKmsBuilder address(URI value) {
    return http(HttpSettings.builder(List.of(value)).build());
  }

  /**
   * Sets addresses, deadlines and TLS.
   *
   * @param value the settings
   * @return this builder
   */
  public VaultKmsBuilder http(HttpSettings value) {
    http = Objects.requireNonNull(value, "value");
    return this;
  }

  /**
   * Sets how to log in.
   *
   * @param value the login
   * @return this builder
   */
  public VaultKmsBuilder login(VaultLogin value) {
    login = Objects.requireNonNull(value, "value");
    return this;
  }

  VaultLogin login() {
    return Objects.requireNonNull(login);
  }

  /**
   * Sets the namespace of keys and login.
   *
   * @param value such as {@code team/billing}; none by default
   * @return this builder
   * @throws IllegalArgumentException if it is no path
   */
  public VaultKmsBuilder namespace(String value) {
    namespace = KeyName.path("a namespace", value);
    return this;
  }

  String namespace() {
    return namespace;
  }

  /**
   * Sets where the Transit engine is mounted.
   *
   * @param value {@code transit} by default
   * @return this builder
   * @throws IllegalArgumentException if it is no path
   */
  public VaultKmsBuilder mount(String value) {
    mount = KeyName.path("a mount point", value);
    return this;
  }

  /**
   * Sets the key that encrypts.
   *
   * @param value its name
   * @return this builder
   */
  public VaultKmsBuilder keyName(String value) {
    keyName = Objects.requireNonNull(value, "value");
    return this;
  }

  /**
   * Allows another key.
   *
   * @param logicalName what {@code forKey} takes
   * @param id its name, or {@code mount/name}
   * @return this builder
   */
  public VaultKmsBuilder key(String logicalName, String id) {
    keys.put(Objects.requireNonNull(logicalName, "logicalName"), Objects.requireNonNull(id, "id"));
    return this;
  }

  Map<String, String> keys() {
    Map<String, String> full = new LinkedHashMap<>();
    keys.forEach((logical, id) -> full.put(logical, name(id).toString()));
    return Map.copyOf(full);
  }

  /**
   * Replaces the clock that leases of tokens go by.
   *
   * @param value the clock
   * @return this builder
   */
  public VaultKmsBuilder clock(KmsClock value) {
    clock = Objects.requireNonNull(value, "value");
    return this;
  }

  KmsClock clock() {
    return clock;
  }

  /**
   * Makes the backend; nothing is sent yet.
   *
   * @return the backend, which the caller closes
   * @throws IllegalStateException without address, login or key name
   * @throws IllegalArgumentException if a key's name is none
   * @throws KmsException CONFIGURATION if a certificate or key file cannot be used
   */
  public VaultKms build() {
    if (http == null || login == null || keyName == null) {
      throw new IllegalStateException("a Vault backend needs an address, a login and a key name");
    }
    KeyName key = name(keyName);
    keys();
    return new VaultKms(this, key, HttpTransport.open(http));
  }

  private KeyName name(String id) {
    return KeyName.parse(id, namespace, mount)
        .filter(name -> name.namespace().equals(namespace))
        .orElseThrow(() -> new IllegalArgumentException("no key of this namespace: " + id));
  }
}
