package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What inspect tells of that which servers made. */
class InspectBlobsTest {
  @TempDir Path home;

  private String inspected(byte[] input, String... more) {
    CommandRun stranger = new CommandRun(home).input(input);
    return more.length == 0
        ? stranger.done("inspect").facts()
        : stranger.done("inspect", more[0]).out();
  }

  private static byte[] vault(String blob) {
    return Ciphertext.of("vault", "transit/app", "3", ascii(blob)).toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] cosmianBlob() {
    return ByteBuffer.allocate(3 + 12 + 16 + 2 + 8 + 5)
        .put(new byte[] {1, 1, 1})
        .put(new byte[12 + 16])
        .putShort((short) 8)
        .put(ascii("orders@3"))
        .put(new byte[5])
        .array();
  }

  private String cosmian(byte[] blob) {
    return inspected(Ciphertext.of("cosmian", "orders", "3", blob).toBytes());
  }

  @Test
  void vault_blob_showsItsOwnVersion() {
    assertThat(inspected(vault("vault:v3:AAAA")))
        .contains("backend: vault", "key id: transit/app", "key version: 3", "blob bytes: 13")
        .contains("blob: vault:v3:…", "blob key version: 3")
        .doesNotContain("AAAA");
    assertThat(inspected(vault("vault:v3:AAAA"), "--json"))
        .contains("\"blob_bytes\":13,\"blob\":\"vault:v3:…\",\"blob_key_version\":\"3\"}");
  }

  @Test
  void vault_otherBlob_isTold() {
    assertThat(inspected(vault("nothing"))).contains("blob: not what Transit makes");
    assertThat(inspected(vault("vault:v03:AAAA"))).contains("blob: not what Transit makes");
  }

  @Test
  void cosmian_blob_showsLayoutAndKey() {
    assertThat(cosmian(cosmianBlob()))
        .contains("backend: cosmian", "key id: orders")
        .contains("blob: layout 1, KMIP, AES-GCM", "blob key id: orders@3")
        .contains("blob escaped: yes", "blob data bytes: 5");
    byte[] bytes = Ciphertext.of("cosmian", "orders", "3", cosmianBlob()).toBytes();
    assertThat(inspected(bytes, "--json"))
        .contains("\"blob_key_id\":\"orders@3\",\"blob_escaped\":true,\"blob_data_bytes\":5}");
  }

  @Test
  void cosmian_otherVersionFlagsOrCodec_isTold() {
    for (int i = 0; i < 3; i++) {
      byte[] blob = cosmianBlob();
      blob[i] = 2;
      assertThat(cosmian(blob)).contains("blob: of a layout that this version does not know");
    }
  }

  @Test
  void cosmian_impossibleKeyId_isTold() {
    byte[] tooLong = cosmianBlob();
    tooLong[3 + 12 + 16] = 1;
    assertThat(cosmian(tooLong)).contains("blob: of a layout");
    byte[] control = cosmianBlob();
    control[3 + 12 + 16 + 2] = 27;
    assertThat(cosmian(control)).contains("blob: names a key that no server has");
    assertThat(cosmian(new byte[] {1, 0, 1})).contains("blob: too short");
  }

  @Test
  void vaultText_ofTheServerItself_isRecognised() {
    byte[] text = ascii(" vault:v12:QUJD\n");
    assertThat(inspected(text))
        .contains("form: vault text", "backend: vault", "blob bytes: 14")
        .contains("blob: vault:v12:…", "blob key version: 12")
        .doesNotContain("QUJD");
    assertThat(inspected(text, "--json"))
        .startsWith("{\"form\":\"vault text\",\"backend\":\"vault\",");
  }

  @Test
  void vaultText_broken_isInvalid() {
    for (String text : new String[] {"vault:v1:", "vault:v0:AAAA", "vault:v1:A A", "vault:vx:A"}) {
      new CommandRun(home).input(text).run("inspect").failed(6, "Vault");
    }
  }
}
