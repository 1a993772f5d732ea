package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;

/** One vector of the CCTV age testkit: the fields of its head, and the age file. */
final class CctvVector {
  private static final Path FOLDER = Path.of("src", "test", "resources", "cctv");

  final String name;
  final byte[] file;
  private final Map<String, List<String>> fields;

  private CctvVector(String name, Map<String, List<String>> fields, byte[] file) {
    this.name = name;
    this.fields = fields;
    this.file = file;
  }

  static List<CctvVector> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<CctvVector> vectors = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith("README.md")) {
          vectors.add(read(file));
        }
      }
      return vectors;
    }
  }

  private static CctvVector read(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int start = 0;
    while (bytes[start] != '\n') {
      int end = start;
      while (bytes[end] != '\n') {
        end++;
      }
      String[] field = new String(bytes, start, end - start, UTF_8).split(": ", 2);
      fields.computeIfAbsent(field[0], key -> new ArrayList<>()).add(field[1]);
      start = end + 1;
    }
    ByteArrayInputStream rest =
        new ByteArrayInputStream(bytes, start + 1, bytes.length - start - 1);
    byte[] file =
        fields.containsKey("compressed")
            ? new InflaterInputStream(rest).readAllBytes()
            : rest.readAllBytes();
    return new CctvVector(path.getFileName().toString(), fields, file);
  }

  String expect() {
    return field("expect");
  }

  private String field(String key) {
    return Objects.requireNonNull(fields.get(key), key).get(0);
  }

  boolean isArmored() {
    return fields.containsKey("armored");
  }

  String payloadHash() {
    return field("payload");
  }

  boolean hasPayloadHash() {
    return fields.containsKey("payload");
  }

  byte[] fileKey() {
    return HexFormat.of().parseHex(field("file key"));
  }

  List<String> identities() {
    return fields.getOrDefault("identity", List.of());
  }

  List<String> x25519Identities() {
    return identities().stream().filter(i -> i.startsWith("AGE-SECRET-KEY-1")).toList();
  }

  /** Whether all keys that the vector gives are of kinds that are not supported yet. */
  boolean isNotYetSupported() {
    boolean anyKey = !identities().isEmpty() || fields.containsKey("passphrase");
    return anyKey && x25519Identities().isEmpty();
  }

  /** What the vector gives, or a key of nobody where it gives none that is supported. */
  AgeDecryption decryption() {
    List<AgeIdentity> keys = new ArrayList<>();
    for (String identity : x25519Identities()) {
      keys.add(AgeIdentity.parse(identity.toCharArray()));
    }
    return Age.decryptWith(keys.isEmpty() ? List.of(AgeIdentity.generate()) : keys);
  }
}
