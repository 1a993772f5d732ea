package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.provisioning.kms.age.AgeException.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every vector of the CCTV age testkit: the failure class, and all plaintext that is released. */
class CctvTest {
  private static final Path NOT_YET_SUPPORTED =
      Path.of("src", "test", "resources", "cctv-not-yet-supported.txt");

  /** One of the ways to decrypt; writes what it releases. */
  private interface Way {
    void decrypt(AgeDecryption with, byte[] file, OutputStream released) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> decrypt_vectorWithOneThread_asExpected() throws IOException {
    return each((with, file, out) -> with.decrypt(new ByteArrayInputStream(file), out), true);
  }

  @TestFactory
  Stream<DynamicTest> decrypt_vectorWithTwoThreads_asExpected() throws IOException {
    return each(
        (with, file, out) -> with.threads(2).decrypt(new ByteArrayInputStream(file), out), true);
  }

  @TestFactory
  Stream<DynamicTest> open_vectorInShortReads_asExpected() throws IOException {
    return each(
        (with, file, out) -> {
          try (InputStream in = with.open(Sources.shortReads(file, 1000))) {
            in.transferTo(out);
          }
        },
        true);
  }

  @TestFactory
  Stream<DynamicTest> decryptBytes_vector_sameFailureClass() throws IOException {
    return each((with, file, out) -> out.write(with.decrypt(file)), false);
  }

  private static Stream<DynamicTest> each(Way way, boolean streams) throws IOException {
    return CctvVector.all().stream()
        .filter(vector -> !vector.isNotYetSupported())
        .map(vector -> dynamicTest(vector.name, () -> run(vector, way, streams)));
  }

  private static void run(CctvVector vector, Way way, boolean streams) throws Exception {
    ByteArrayOutputStream released = new ByteArrayOutputStream();
    AgeException failure = null;
    try {
      way.decrypt(vector.decryption(), vector.file, released);
    } catch (AgeException e) {
      failure = e;
    }
    assertThat(failure == null ? "success" : name(failure.failure())).isEqualTo(vector.expect());
    if (vector.hasPayloadHash() && (streams || failure == null)) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(released.toByteArray());
      assertThat(HexFormat.of().formatHex(hash)).isEqualTo(vector.payloadHash());
    } else {
      assertThat(released.size()).isZero();
    }
  }

  private static String name(Failure failure) {
    return switch (failure) {
      case NO_MATCH -> "no match";
      case HMAC -> "HMAC failure";
      default -> failure.name().toLowerCase(Locale.ROOT) + " failure";
    };
  }

  @Test
  void vectors_count_isThatOfTheTestkit() throws IOException {
    assertThat(CctvVector.all()).hasSize(143);
    assertThat(CctvVector.all().stream().filter(v -> !v.isNotYetSupported())).hasSize(100);
  }

  @Test
  void listOfUnsupportedVectors_isExactlyThoseWithoutAnX25519Identity() throws IOException {
    List<String> unsupported =
        CctvVector.all().stream().filter(CctvVector::isNotYetSupported).map(v -> v.name).toList();
    assertThat(Files.readAllLines(NOT_YET_SUPPORTED)).isEqualTo(unsupported);
  }

  @TestFactory
  Stream<DynamicTest> decrypt_unsupportedVector_cleanFailure() throws IOException {
    return CctvVector.all().stream()
        .filter(CctvVector::isNotYetSupported)
        .map(vector -> dynamicTest(vector.name, () -> failsCleanly(vector)));
  }

  private static void failsCleanly(CctvVector vector) {
    AgeException failure =
        catchThrowableOfType(
            AgeException.class,
            () ->
                vector
                    .decryption()
                    .decrypt(
                        new ByteArrayInputStream(vector.file), OutputStream.nullOutputStream()));
    List<String> possible = new ArrayList<>(List.of("no match"));
    if (!vector.expect().equals("success")) {
      possible.add(vector.expect());
    }
    assertThat(name(failure.failure())).isIn(possible);
  }
}
