package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.EncryptionContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways with the age command, which has to be installed. */
@Tag("interop")
class AgeInteropTest {
  private static final long GIBIBYTE = 1L << 30;

  @TempDir private Path folder = Path.of("");
  private final AgeIdentity identity = AgeIdentity.generate();
  private Path keyFile = Path.of("");

  @BeforeEach
  void writeKeyFile() throws IOException {
    keyFile = folder.resolve("key.txt");
    Files.writeString(keyFile, new String(identity.exportSecret()) + "\n");
  }

  private AgeDecryption decryption() {
    return Age.decryptWith(List.of(identity));
  }

  private AgeEncryption encryption() {
    return Age.encryptTo(List.of(identity.recipient()));
  }

  private static byte[] output(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(command[0]).isZero();
    return output;
  }

  private byte[] openWithAge(byte[] file) throws Exception {
    Path path = Files.write(folder.resolve("file.age"), file);
    return output("age", "-d", "-i", keyFile.toString(), path.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535, 65536, 65537, 200_000})
  void ourFile_binaryAndArmored_ageOpensIt(int size) throws Exception {
    byte[] plaintext = Sources.bytes(size);
    assertThat(openWithAge(encryption().encrypt(plaintext))).isEqualTo(plaintext);
    assertThat(openWithAge(encryption().armored(true).encrypt(plaintext))).isEqualTo(plaintext);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535, 65536, 65537, 200_000})
  void fileOfAge_binaryAndArmored_weOpenIt(int size) throws Exception {
    byte[] plaintext = Sources.bytes(size);
    String path = Files.write(folder.resolve("plain"), plaintext).toString();
    String recipient = identity.recipient().toString();
    assertThat(decryption().decrypt(output("age", "-r", recipient, path))).isEqualTo(plaintext);
    byte[] armored = output("age", "-a", "-r", recipient, path);
    assertThat(decryption().decrypt(armored)).isEqualTo(plaintext);
    assertThat(new String(armored, US_ASCII)).startsWith("-----BEGIN AGE");
  }

  @Test
  void fileWithContext_ageOpensIt_weInsistOnTheContext() throws Exception {
    EncryptionContext context = EncryptionContext.of("env", "prod");
    byte[] file = encryption().context(context).encrypt(new byte[] {1, 2});
    assertThat(openWithAge(file)).containsExactly(1, 2);
    assertThat(decryption().context(context).decrypt(file)).containsExactly(1, 2);
    AgeDecryption wrong = decryption().context(EncryptionContext.of("env", "dev"));
    for (AgeDecryption with : List.of(wrong, decryption())) {
      assertThat(catchThrowableOfType(AgeException.class, () -> with.decrypt(file)).failure())
          .isEqualTo(AgeException.Failure.CONTEXT);
    }
    String plain = Files.write(folder.resolve("plain"), new byte[1]).toString();
    byte[] unbound = output("age", "-r", identity.recipient().toString(), plain);
    AgeDecryption extra = decryption().context(context);
    assertThat(catchThrowableOfType(AgeException.class, () -> extra.decrypt(unbound)).failure())
        .isEqualTo(AgeException.Failure.CONTEXT);
  }

  @Test
  void keyFileOfAgeKeygen_weReadIt_sameRecipient() throws Exception {
    String text = new String(output("age-keygen"), UTF_8);
    Path path = Files.writeString(folder.resolve("generated.txt"), text);
    String recipient = new String(output("age-keygen", "-y", path.toString()), UTF_8).strip();
    try (InputStream in = Files.newInputStream(path)) {
      assertThat(AgeIdentity.readAll(in))
          .singleElement()
          .satisfies(key -> assertThat(key.recipient()).hasToString(recipient));
    }
  }

  @Test
  void ourIdentity_ageKeygenReadsIt_sameRecipient() throws Exception {
    assertThat(new String(output("age-keygen", "-y", keyFile.toString()), UTF_8))
        .isEqualTo(identity.recipient() + "\n");
  }

  @Test
  void severalRecipients_bothDirections_eachOpens() throws Exception {
    AgeIdentity other = AgeIdentity.generate();
    Path recipients = folder.resolve("recipients.txt");
    Files.writeString(recipients, "# team\n" + other.recipient() + "\n" + identity.recipient());
    String plain = Files.write(folder.resolve("plain"), new byte[] {5}).toString();
    byte[] theirs = output("age", "-R", recipients.toString(), plain);
    assertThat(decryption().decrypt(theirs)).containsExactly(5);
    assertThat(Age.decryptWith(List.of(other)).decrypt(theirs)).containsExactly(5);
    try (InputStream in = Files.newInputStream(recipients)) {
      byte[] ours = Age.encryptTo(AgeRecipient.readAll(in)).encrypt(new byte[] {6});
      assertThat(openWithAge(ours)).containsExactly(6);
    }
  }

  @Test
  void rewrappedFile_ageOpensItWithTheNewKey() throws Exception {
    AgeIdentity old = AgeIdentity.generate();
    byte[] file = Age.encryptTo(List.of(old.recipient())).encrypt(Sources.bytes(100_000));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Age.rewrap(new ByteArrayInputStream(file), out, Age.decryptWith(List.of(old)), encryption());
    assertThat(openWithAge(out.toByteArray())).isEqualTo(Sources.bytes(100_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneGibibyte_oursToAge_withAHeapOf64MiB(int threads) throws Exception {
    String recipient = identity.recipient().toString();
    assertPipeline(
        child("encrypt", Long.toString(GIBIBYTE), recipient, Integer.toString(threads)),
        new ProcessBuilder("age", "-d", "-i", keyFile.toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneGibibyte_ageToOurs_withAHeapOf64MiB(int threads) throws Exception {
    assertPipeline(
        child("generate", Long.toString(GIBIBYTE)),
        new ProcessBuilder("age", "-r", identity.recipient().toString()),
        child("decrypt", keyFile.toString(), Integer.toString(threads)));
  }

  /** The last process writes what the first one made of the pattern. */
  private static void assertPipeline(ProcessBuilder... builders) throws Exception {
    for (ProcessBuilder builder : builders) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    List<Process> processes = ProcessBuilder.startPipeline(List.of(builders));
    byte[] hash = Pattern.sha256(processes.get(processes.size() - 1).getInputStream());
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(hash).isEqualTo(Pattern.sha256(new Pattern(GIBIBYTE)));
  }

  private static ProcessBuilder child(String... arguments) throws Exception {
    List<String> places = new ArrayList<>(List.of(Path.of("target", "test-classes").toString()));
    for (Class<?> type :
        List.of(
            Age.class, EncryptionContext.class, org.bouncycastle.math.ec.rfc7748.X25519.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                String.join(File.pathSeparator, places),
                InteropChild.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
