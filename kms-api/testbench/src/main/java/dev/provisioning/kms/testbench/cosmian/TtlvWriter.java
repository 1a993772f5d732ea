package dev.provisioning.kms.testbench.cosmian;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes KMIP's JSON as a server of an era does. */
final class TtlvWriter {
  private final JsonFactory json = new JsonFactory();
  private final boolean typesStructures;
  private final boolean losesEmptyBytes;

  private TtlvWriter(boolean typesStructures, boolean losesEmptyBytes) {
    this.typesStructures = typesStructures;
    this.losesEmptyBytes = losesEmptyBytes;
  }

  /** The way of a client. */
  static TtlvWriter ofRequests() {
    return new TtlvWriter(true, false);
  }

  static TtlvWriter of(CosmianEra era) {
    boolean old = !era.atLeast(5, 0);
    // The writer of early 5.x takes an empty list of bytes for an empty structure.
    return new TtlvWriter(old, !old && !era.atLeast(5, 13));
  }

  byte[] write(Ttlv node) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = json.createGenerator(out)) {
      node(generator, node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void node(JsonGenerator generator, Ttlv node) throws IOException {
    boolean lost = losesEmptyBytes && node.type().equals("ByteString") && node.value().equals("");
    boolean structure = lost || node.type().equals("Structure");
    generator.writeStartObject();
    generator.writeStringField("tag", node.tag());
    if (!structure || typesStructures) {
      generator.writeStringField("type", node.type());
    }
    generator.writeFieldName("value");
    if (structure) {
      generator.writeStartArray();
      for (Ttlv child : node.children()) {
        node(generator, child);
      }
      generator.writeEndArray();
    } else if (node.value() instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (node.value() instanceof Number number) {
      generator.writeNumber(number.longValue());
    } else {
      generator.writeString(String.valueOf(node.value()));
    }
    generator.writeEndObject();
  }
}
