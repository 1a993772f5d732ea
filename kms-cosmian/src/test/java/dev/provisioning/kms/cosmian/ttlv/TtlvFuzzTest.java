package dev.provisioning.kms.cosmian.ttlv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;

/** Any bytes are a node or an IOException, and never anything else. */
class TtlvFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void read(byte[] document) {
    byte[] before = document.clone();
    Ttlv node;
    try {
      node = TtlvReader.read(document);
    } catch (IOException e) {
      return;
    }
    assertThat(document).isEqualTo(before);
    for (String tag : new String[] {"Data", "UniqueIdentifier", "Attributes", "BatchItem"}) {
      node.text(tag);
      node.number(tag);
      node.all(tag);
      node.bytesOf(tag).ifPresent(bytes -> assertStandsThere(document, bytes));
    }
    node.close();
  }

  /** Whatever the parser made of the document, the bytes are digits of it. */
  private static void assertStandsThere(byte[] document, byte[] bytes) {
    String text = new String(document, java.nio.charset.StandardCharsets.ISO_8859_1);
    String digits = "\"" + HexFormat.of().formatHex(bytes) + "\"";
    assertThat(bytes.length == 0 || text.toLowerCase(Locale.ROOT).contains(digits)).isTrue();
  }
}
