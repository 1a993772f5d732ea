package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deploy key of a host: stored encrypted, in the clear only while it signs. */
class SshKeyTest {
  private final KmsClient kms = FakeKms.create().client();
  private final EncryptionContext context =
      EncryptionContext.parse("purpose=ssh-deploy,host=web-1.example.com");

  private void store(PrivateKey key, Path file) throws IOException {
    byte[] encoded = key.getEncoded();
    try {
      Files.write(file, kms.encrypt(encoded, context).toBytes());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private byte[] sign(Path file, byte[] challenge) throws IOException, GeneralSecurityException {
    byte[] encoded = kms.decrypt(Ciphertext.parse(Files.readAllBytes(file)), context);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
      signature.update(challenge);
      return signature.sign();
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Test
  void storedKey_signs(@TempDir Path folder) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path file = folder.resolve("deploy.key.kms");
    store(pair.getPrivate(), file);
    byte[] challenge = {1, 2, 3};

    byte[] signed = sign(file, challenge);

    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(pair.getPublic());
    check.update(challenge);
    assertThat(check.verify(signed)).isTrue();
  }

  /** RSA keys of 4096 bits, as ssh-keygen makes them, fit without an envelope. */
  @Test
  void rsaKey_fitsIntoOneCall() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    int longerThan4096Bits = 2 * generator.generateKeyPair().getPrivate().getEncoded().length;
    byte[] key = new byte[longerThan4096Bits];
    assertThat(kms.decrypt(kms.encrypt(key, context), context)).isEqualTo(key);
  }
}
