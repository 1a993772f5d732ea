package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server is believed and how the client shows who it is.
 *
 * @param verify false to believe every certificate; pins count all the same
 * @param caFile the authorities to believe instead of the JDK's
 * @param serverName the name to ask for and to expect instead of the address's
 * @param pins SHA-256 of SubjectPublicKeyInfo, in lower-case hexadecimal; empty for any
 * @param certificate the client's chain, PEM; with its key
 * @param key the client's key, PEM
 * @param keyPassword opens the key
 * @param keystore the client's chain and key in one file, PKCS#12
 * @param keystorePassword opens the keystore
 */
record TlsSettings(
    boolean verify,
    @Nullable Path caFile,
    @Nullable String serverName,
    Set<String> pins,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Secret keyPassword,
    @Nullable Path keystore,
    @Nullable Secret keystorePassword) {
  TlsSettings {
    pins = Set.copyOf(pins);
  }
}
