package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.age.Age;
import dev.provisioning.kms.age.AgeSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a backend put into a ciphertext, as far as it can be told without a key. */
final class BlobFacts {
  private static final Pattern VAULT = Pattern.compile("(vault:v([1-9][0-9]{0,8}):)[A-Za-z0-9+/]");

  /** Version, flags and codec, IV, tag, and the length of a key id: see kms-cosmian's README. */
  private static final int COSMIAN_FIXED = 3 + 12 + 16 + 2;

  private static final Pattern COSMIAN_ID = Pattern.compile("[!-~]{1,2048}");

  private BlobFacts() {}

  static Facts addTo(Facts facts, Ciphertext ciphertext) throws IOException {
    byte[] blob = ciphertext.blob();
    facts.add("blob_bytes", blob.length);
    return switch (ciphertext.backend()) {
      case "age" -> age(facts, new ByteArrayInputStream(blob));
      case "vault" -> vault(facts, blob);
      case "cosmian" -> cosmian(facts, ByteBuffer.wrap(blob));
      default -> facts;
    };
  }

  static Facts age(Facts facts, InputStream file) throws IOException {
    AgeSummary summary = Age.inspect(file);
    List<String> stanzas =
        summary.stanzas().entrySet().stream()
            .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " x " + e.getKey())
            .collect(Collectors.toList());
    return facts.add("stanzas", stanzas).add("context_bound", summary.contextBound());
  }

  static Facts vault(Facts facts, byte[] blob) {
    Matcher start = VAULT.matcher(new String(blob, StandardCharsets.ISO_8859_1));
    return start.lookingAt()
        ? facts.add("blob", start.group(1) + "…").add("blob_key_version", start.group(2))
        : facts.add("blob", "not what Transit makes");
  }

  private static Facts cosmian(Facts facts, ByteBuffer blob) {
    if (blob.remaining() < COSMIAN_FIXED) {
      return facts.add("blob", "too short for this backend");
    }
    int version = blob.get();
    int flags = blob.get();
    int codec = blob.get();
    blob.position(COSMIAN_FIXED - 2);
    int length = Short.toUnsignedInt(blob.getShort());
    if (version != 1 || (flags & ~1) != 0 || codec != 1 || length > blob.remaining()) {
      return facts.add("blob", "of a layout that this version does not know");
    }
    byte[] id = new byte[length];
    blob.get(id);
    String key = new String(id, StandardCharsets.ISO_8859_1);
    if (!COSMIAN_ID.matcher(key).matches()) {
      return facts.add("blob", "names a key that no server has");
    }
    return facts
        .add("blob", "layout 1, KMIP, AES-GCM")
        .add("blob_key_id", key)
        .add("blob_escaped", flags == 1)
        .add("blob_data_bytes", blob.remaining());
  }
}
