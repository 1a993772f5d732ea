package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Armor;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Payload;
import dev.provisioning.kms.age.stream.WholePayload;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What can be read is written again as the same bytes, for vectors of every kind. */
class CctvRoundTripTest {
  private static byte[] binary(CctvVector vector) throws AgeException {
    return vector.isArmored() ? Armor.decode(vector.file) : vector.file;
  }

  @TestFactory
  Stream<DynamicTest> armor_decodedAndEncoded_sameText() throws IOException {
    return CctvVector.all().stream()
        .filter(v -> v.isArmored() && !v.expect().equals("armor failure"))
        .map(
            v ->
                dynamicTest(
                    v.name,
                    () -> {
                      String text = new String(v.file, ISO_8859_1).replace("\r\n", "\n").strip();
                      assertThat(new String(Armor.encode(Armor.decode(v.file)), ISO_8859_1))
                          .isEqualTo(text + "\n");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> header_decodedAndEncoded_sameBytes() throws IOException {
    return CctvVector.all().stream()
        .filter(v -> !v.expect().equals("header failure") && !v.expect().equals("armor failure"))
        .map(
            v ->
                dynamicTest(
                    v.name,
                    () -> {
                      byte[] file = binary(v);
                      Header header = Header.read(file, Limits.STREAM);
                      byte[] written = Header.authenticatedBytes(header.stanzas());
                      assertThat(new Header(header.stanzas(), written, header.mac()).encoded())
                          .isEqualTo(Arrays.copyOf(file, header.encodedLength()));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> payload_openedAndSealed_sameBytes() throws IOException {
    return CctvVector.all().stream()
        .filter(v -> v.expect().equals("success"))
        .map(v -> dynamicTest(v.name, () -> payloadRoundTrip(v)));
  }

  private static void payloadRoundTrip(CctvVector vector) throws IOException {
    byte[] file = binary(vector);
    int nonceStart = Header.read(file, Limits.STREAM).encodedLength();
    int start = nonceStart + Payload.NONCE_BYTES;
    byte[] nonce = Arrays.copyOfRange(file, nonceStart, start);
    PayloadKey key = new FileKey(vector.fileKey()).payloadKey(nonce);
    byte[] plaintext = WholePayload.open(key, file, start);
    byte[] sealed = new byte[(int) Payload.sealedSize(plaintext.length)];
    WholePayload.seal(key, plaintext, sealed, 0);
    assertThat(sealed).isEqualTo(Arrays.copyOfRange(file, start, file.length));
  }
}
