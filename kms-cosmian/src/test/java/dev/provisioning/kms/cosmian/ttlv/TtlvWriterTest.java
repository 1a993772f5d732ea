package dev.provisioning.kms.cosmian.ttlv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TtlvWriterTest {
  private static String text(TtlvWriter writer) {
    return new String(writer.toBytes(), US_ASCII);
  }

  private static String node(String type, String value) {
    return "{\"tag\":\"T\",\"type\":\"" + type + "\",\"value\":" + value + "}";
  }

  @Test
  void scalars_areWrittenAsTheServerReadsThem() {
    assertThat(text(new TtlvWriter().text("T", "a b"))).isEqualTo(node("TextString", "\"a b\""));
    assertThat(text(new TtlvWriter().enumeration("T", "GCM")))
        .isEqualTo(node("Enumeration", "\"GCM\""));
    assertThat(text(new TtlvWriter().dateTime("T", "2024-01-01T00:00:00Z")))
        .isEqualTo(node("DateTime", "\"2024-01-01T00:00:00Z\""));
    assertThat(text(new TtlvWriter().integer("T", -7))).isEqualTo(node("Integer", "-7"));
    assertThat(text(new TtlvWriter().longInteger("T", 86_400)))
        .isEqualTo(node("LongInteger", "\"0x0000000000015180\""));
    assertThat(text(new TtlvWriter().bytes("T", new byte[] {0, (byte) 0xAB, 127})))
        .isEqualTo(node("ByteString", "\"00AB7F\""));
    assertThat(text(new TtlvWriter().bytes("T", new byte[0])))
        .isEqualTo(node("ByteString", "\"\""));
  }

  @Test
  void structure_separatesItsNodes() {
    assertThat(text(new TtlvWriter().open("T").open("A").end().integer("B", 1).end()))
        .isEqualTo(
            node(
                "Structure",
                "[{\"tag\":\"A\",\"type\":\"Structure\",\"value\":[]},"
                    + "{\"tag\":\"B\",\"type\":\"Integer\",\"value\":1}]"));
  }

  @Test
  void quotes_areEscaped() {
    assertThat(text(new TtlvWriter().text("T", "a\"b\\c")))
        .isEqualTo(node("TextString", "\"a\\\"b\\\\c\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ä", "\n", "\u0000", "\u007f"})
  void text_ofOtherCharacters_isRefused(String text) {
    assertThatThrownBy(() -> new TtlvWriter().text("T", text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void document_ofAnySize_readsBack() throws Exception {
    for (int length : new int[] {0, 1, 400, 511, 512, 1023, 1024, 5000, 1 << 20}) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) i;
      }
      byte[] grown = new TtlvWriter().open("T").bytes("B", bytes).end().toBytes();
      byte[] sized = new TtlvWriter(2L * length).open("T").bytes("B", bytes).end().toBytes();
      assertThat(grown).isEqualTo(sized);
      assertThat(TtlvReader.read(grown).bytesOf("B")).hasValue(bytes);
    }
  }

  @Test
  void close_wipesWhatWasWritten() {
    TtlvWriter writer = new TtlvWriter().bytes("T", new byte[] {0x11});
    writer.close();
    assertThat(writer.toBytes()).containsOnly(0);
  }
}
