package dev.provisioning.kms.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines that follow a head and are written together. Until they are, the chain has not moved: lines
 * that a full disk refused are forgotten with this object.
 */
final class Lines {
  private final @Nullable ChainKey key;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private AuditHead head;

  Lines(AuditHead head, @Nullable ChainKey key) {
    this.head = head;
    this.key = key;
  }

  /** Adds a record by the members of its JSON object. */
  Lines add(String body) {
    long sequence = head.sequence() + 1;
    String text = "{\"seq\":" + sequence + "," + body + ",\"prev\":\"" + head.hash() + "\"";
    byte[] line = text.getBytes(StandardCharsets.US_ASCII);
    String code = key == null ? "" : ",\"mac\":\"" + key.code(line, line.length) + "\"";
    byte[] whole = (text + code + "}").getBytes(StandardCharsets.US_ASCII);
    bytes.writeBytes(whole);
    bytes.write('\n');
    head = new AuditHead(sequence, LineHash.of(whole));
    return this;
  }

  AuditHead head() {
    return head;
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
