package dev.provisioning.kms.age.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.age.format.Payload;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's cipher and Bouncy Castle's do the same. */
class ChunkCipherTest {
  private final PayloadKey key = new FileKey(new byte[16]).payloadKey(new byte[16]);
  private final ChunkCipher jdk = ChunkCipher.of(key);
  private final ChunkCipher bouncyCastle = new BouncyCastleChunkCipher(key);

  @Test
  void of_thisJdk_takesItsCipher() {
    assertThat(jdk).isInstanceOf(JdkChunkCipher.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 63, 64, 65, 1000, 65535, 65536})
  void bothCiphers_anyLength_sealTheSameAndOpenEachOther(int length) {
    byte[] plaintext = new byte[length + 3];
    Arrays.fill(plaintext, (byte) 7);
    byte[] nonce = Payload.chunkNonce(3, true);
    byte[] one = new byte[length + 16 + 5];
    byte[] other = one.clone();
    jdk.seal(nonce, plaintext, 3, length, one, 5);
    bouncyCastle.seal(nonce, plaintext, 3, length, other, 5);
    assertThat(one).isEqualTo(other);
    for (ChunkCipher cipher : List.of(new BouncyCastleChunkCipher(key), ChunkCipher.of(key))) {
      byte[] opened = new byte[length + 2];
      assertThat(cipher.open(nonce, one, 5, length + 16, opened, 2)).isTrue();
      assertThat(Arrays.copyOfRange(opened, 2, opened.length))
          .isEqualTo(Arrays.copyOfRange(plaintext, 3, plaintext.length));
    }
  }

  @Test
  void open_badTag_falseAndTheCipherStaysUsable() {
    for (ChunkCipher cipher : List.of(jdk, bouncyCastle)) {
      byte[] sealed = new byte[26];
      cipher.seal(Payload.chunkNonce(0, false), new byte[10], 0, 10, sealed, 0);
      byte[] bad = sealed.clone();
      bad[25] ^= 1;
      byte[] out = new byte[10];
      ChunkCipher reader = cipher == jdk ? ChunkCipher.of(key) : new BouncyCastleChunkCipher(key);
      assertThat(reader.open(Payload.chunkNonce(1, false), sealed, 0, 26, out, 0)).isFalse();
      assertThat(reader.open(Payload.chunkNonce(0, false), sealed, 0, 26, out, 0)).isTrue();
      assertThat(reader.open(Payload.chunkNonce(0, true), bad, 0, 26, out, 0)).isFalse();
    }
  }

  @Test
  void payloadKey_destroyed_unusableAndNeverSerialized() {
    assertThat(key.getEncoded()).hasSize(32);
    assertThat(key.getFormat()).isEqualTo("RAW");
    assertThat(key.toString()).doesNotContain(HexFormat.of().formatHex(key.getEncoded()));
    assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
        .isInstanceOf(NotSerializableException.class);
    key.destroy();
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void fileKey_closed_zeroed() {
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    new FileKey(bytes).close();
    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(() -> new FileKey(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
