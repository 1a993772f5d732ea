package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the TLS settings name: every form that tools write, and nothing malformed. */
class KeyFilesTest {
  private static final Complaint COMPLAINT =
      (setting, why) -> KmsException.of(ErrorCode.CONFIGURATION, setting + " " + why);

  @TempDir Path folder;

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("file.pem"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private PrivateKey key(String text) {
    return PrivateKeys.read(file(text), null, COMPLAINT);
  }

  private KmsException wrongKey(String text) {
    return wrong(() -> key(text));
  }

  private static KmsException wrong(ThrowableAssert.ThrowingCallable task) {
    KmsException e = catchThrowableOfType(KmsException.class, task);
    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(e).hasNoCause();
    return e;
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void read_pkcs8_isTheKey(String algorithm) {
    PrivateKey key = TestCertificates.keys(algorithm).getPrivate();
    assertThat(key(block("PRIVATE KEY", key.getEncoded())).getEncoded())
        .isEqualTo(key.getEncoded());
  }

  @Test
  void read_pkcs1_isTheKey() {
    PrivateKey key = TestCertificates.keys("RSA").getPrivate();
    String text = TestCertificates.pem(key);
    assertThat(text).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(key(text)).isEqualTo(key);
  }

  @Test
  void read_sec1_isTheKey() {
    KeyPair keys = TestCertificates.keys("EC");
    assertThat(scalar(key(TestCertificates.sec1(keys)))).isEqualTo(scalar(keys.getPrivate()));
  }

  @Test
  void read_sec1AfterItsParameters_isTheKey() throws IOException {
    KeyPair keys = TestCertificates.keys("EC");
    byte[] curve = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7").getEncoded();
    PrivateKey read = key(block("EC PARAMETERS", curve) + TestCertificates.sec1(keys));
    assertThat(scalar(read)).isEqualTo(scalar(keys.getPrivate()));
  }

  /** The JDK compares encodings, which may have the public key or not. */
  private static BigInteger scalar(PrivateKey key) {
    return ((ECPrivateKey) key).getS();
  }

  @Test
  void read_sec1WithoutCurve_isRefused() {
    assertThat(wrongKey(TestCertificates.pem(TestCertificates.keys("EC").getPrivate())))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void read_keyBesideItsCertificate_isTheKey() {
    TestCertificates.Identity client = TestCertificates.authority().client("EC");
    Path both =
        file(TestCertificates.pem(client.certificate(), TestCertificates.pkcs8(client.keys())));
    assertThat(PrivateKeys.read(both, null, COMPLAINT)).isEqualTo(client.keys().getPrivate());
    assertThat(Certificates.chain(both, COMPLAINT)).containsExactly(client.certificate());
  }

  private static String encrypted(PrivateKey key, ASN1ObjectIdentifier cipher, String password)
      throws Exception {
    JceOpenSSLPKCS8EncryptorBuilder encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(cipher)
            .setPassword(password.toCharArray())
            .setProvider(new BouncyCastleProvider())
            .setPRF(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE));
    return TestCertificates.pem(new JcaPKCS8Generator(key, encryptor.build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void read_encrypted_opensWithItsPassword(String algorithm) throws Exception {
    PrivateKey key = TestCertificates.keys(algorithm).getPrivate();
    for (ASN1ObjectIdentifier cipher :
        new ASN1ObjectIdentifier[] {PKCS8Generator.AES_128_CBC, PKCS8Generator.AES_256_CBC}) {
      Path file = file(encrypted(key, cipher, "hunter2"));
      try (Secret password = Secret.of("hunter2".toCharArray())) {
        assertThat(PrivateKeys.read(file, password, COMPLAINT).getEncoded())
            .isEqualTo(key.getEncoded());
      }
    }
  }

  @Test
  void read_encryptedWithAnotherPassword_isRefusedWithoutShowingIt() throws Exception {
    PrivateKey key = TestCertificates.keys("EC").getPrivate();
    Path file = file(encrypted(key, PKCS8Generator.AES_256_CBC, "right"));
    try (Secret password = Secret.of("hunter2".toCharArray())) {
      assertThat(wrong(() -> PrivateKeys.read(file, password, COMPLAINT)))
          .hasMessageContaining("client_key_password")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void read_encryptedWithoutPassword_saysWhatToSet() throws Exception {
    PrivateKey key = TestCertificates.keys("EC").getPrivate();
    assertThat(wrongKey(encrypted(key, PKCS8Generator.AES_256_CBC, "right")))
        .hasMessageContaining("set client_key_password");
  }

  @Test
  void read_passwordForAPlainKey_isRefused() {
    Path file = file(TestCertificates.pem(TestCertificates.keys("EC").getPrivate()));
    try (Secret password = Secret.of("x".toCharArray())) {
      assertThat(wrong(() -> PrivateKeys.read(file, password, COMPLAINT)))
          .hasMessageContaining("is not encrypted");
    }
  }

  @Test
  void read_oldOpensslEncryption_saysHowToConvert() {
    String old =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """;
    assertThat(wrongKey(old)).hasMessageContaining("openssl pkcs8 -topk8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"})
  void read_garbage_isRefused(String label) {
    for (byte[] der :
        new byte[][] {{}, {0x30}, {0x30, (byte) 0x84, 1, 1, 1, 1}, {0x30, 3, 2, 1, 1}}) {
      assertThat(wrongKey(block(label, der))).hasMessageContaining("file.pem");
    }
  }

  @Test
  void read_everyTruncationOfAKey_isRefused() {
    byte[] der = TestCertificates.keys("EC").getPrivate().getEncoded();
    for (int length = 0; length < der.length; length++) {
      wrongKey(block("PRIVATE KEY", Arrays.copyOf(der, length)));
    }
  }

  @Test
  void read_twoKeysOrNone_isRefused() {
    String one = TestCertificates.pem(TestCertificates.keys("EC").getPrivate());
    assertThat(wrongKey(one + one)).hasMessageContaining("has 2 private keys");
    assertThat(wrongKey("")).hasMessageContaining("has 0 private keys");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN A-----\nAAAA\n",
        "-----END A-----\n",
        "-----BEGIN A-----\nAAAA\n-----END B-----\n",
        "-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----\n",
        "-----BEGIN A-----\nAA*A\n-----END A-----\n",
        "-----BEGIN A-----\nAAAAA\n-----END A-----\n",
        "-----BEGIN A-----\nAA==AAAA\n-----END A-----\n"
      })
  void pem_malformed_isRefused(String text) {
    assertThat(wrong(() -> PemFile.read("ca_file", file(text), COMPLAINT).close()))
        .hasMessageContaining("ca_file")
        .hasMessageContaining("file.pem");
  }

  @Test
  void pem_textAroundBlocksAndOtherLineEnds_isIgnored() {
    try (PemFile file =
        PemFile.read(
            "ca_file",
            file("\uFEFF# a\r\n-----BEGIN A-----  \r\nAA\r\nAA\r\n-----END A-----\r\n--x\n-----"),
            COMPLAINT)) {
      assertThat(file.blocks()).hasSize(1);
      assertThat(file.blocks().get(0).der).containsExactly(0, 0, 0);
    }
  }

  @Test
  void close_pem_wipesItsBlocks() {
    PemFile file = PemFile.read("ca_file", file(block("A", new byte[] {1, 2, 3})), COMPLAINT);
    byte[] der = file.blocks().get(0).der;
    file.close();
    assertThat(der).containsOnly(0);
  }

  @Test
  void pem_largerThanOneMebibyte_isRefused() {
    assertThat(wrongKey("x".repeat(1024 * 1024 + 1))).hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void file_missingOrAFolder_isRefused() {
    assertThat(wrong(() -> Certificates.authorities(folder.resolve("none"), COMPLAINT)))
        .hasMessageContaining("does not exist");
    assertThat(wrong(() -> Certificates.authorities(folder, COMPLAINT)))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void file_thatEverybodyCanWrite_isRefused() throws IOException {
    Path file = file(TestCertificates.pem(TestCertificates.authority().certificate()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(wrong(() -> Certificates.authorities(file, COMPLAINT)))
        .hasMessageContaining("chmod o-w");
  }

  @Test
  void authorities_fileWithAPrivateKey_isRefused() {
    TestCertificates ca = TestCertificates.authority();
    Path file =
        file(TestCertificates.pem(ca.certificate(), TestCertificates.keys("EC").getPrivate()));
    assertThat(wrong(() -> Certificates.authorities(file, COMPLAINT)))
        .hasMessageContaining("more than certificates");
  }

  @Test
  void authorities_fileWithoutOrWithDamagedCertificates_isRefused() throws Exception {
    byte[] der = TestCertificates.authority().certificate().getEncoded();
    assertThat(wrong(() -> Certificates.authorities(file("hello"), COMPLAINT)))
        .hasMessageContaining("has no certificate");
    for (byte[] damaged :
        new byte[][] {{}, Arrays.copyOf(der, der.length - 1), Arrays.copyOf(der, der.length + 1)}) {
      wrong(() -> Certificates.authorities(file(block("CERTIFICATE", damaged)), COMPLAINT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void identity_keyOfAnotherCertificate_isRefused(String algorithm) {
    TestCertificates ca = TestCertificates.authority();
    KeyPair other = TestCertificates.keys(algorithm);
    TlsSettings.Builder tls = new TlsSettings.Builder();
    tls.certFile = TestCertificates.pem(folder.resolve("c.pem"), ca.client("EC").certificate());
    tls.keyFile = TestCertificates.pem(folder.resolve("k.pem"), TestCertificates.pkcs8(other));
    assertThat(wrong(() -> ClientIdentity.read(tls.build(COMPLAINT), COMPLAINT)))
        .hasMessageContaining("is not the key of the client's certificate");
  }

  @Test
  void identity_keystoreThatDoesNotOpen_isRefusedWithoutShowingThePassword() throws Exception {
    Path file = folder.resolve("client.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      TestCertificates.keystore(TestCertificates.authority().client("EC"), "right")
          .store(out, "right".toCharArray());
    }
    for (Path tried : new Path[] {file, file("no keystore")}) {
      TlsSettings.Builder tls = new TlsSettings.Builder();
      tls.keystoreFile = tried;
      tls.keystorePassword = Secret.of("hunter2".toCharArray());
      assertThat(wrong(() -> ClientIdentity.read(tls.build(COMPLAINT), COMPLAINT)))
          .hasMessageContaining("client_keystore_password")
          .hasMessageNotContaining("hunter2");
    }
  }
}
