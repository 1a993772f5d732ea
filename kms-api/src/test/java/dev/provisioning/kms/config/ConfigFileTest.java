package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.KmsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files by their properties form; the TOML form has tests of its own in its module. */
class ConfigFileTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private static Configuration load(Path file) {
    return Configuration.ofFile(
        file, null, Map.<String, String>of()::get, ConfigFileTest.class.getClassLoader());
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(message);
  }

  @Test
  void ofFile_relativePath_isRelativeToTheFile() throws IOException {
    KmsConfig age =
        load(write("kms.properties", "kms.age.private_key_path=sub/k.txt\n"))
            .section("age")
            .build();

    assertThat(age.path("private_key_path")).contains(folder.resolve("sub/k.txt"));
  }

  @Test
  void ofFile_error_hasFileLineColumnAndKey() throws IOException {
    Path file = write("kms.properties", "# dev\nkms.age.key = ${NOT_SET}\n  kms.typo = s3cret\n");

    refused(
        file,
        file
            + ":3:3: kms.typo is not a setting of [kms]; settings of a backend stand in its"
            + " section, such as [kms.age]");
  }

  @Test
  void ofFile_missingSection_namesTheLineOfTheReference() throws IOException {
    Path file =
        write(
            "kms.properties",
            "kms.environment=dev\nkms.dev_backend=agee\nkms.age.key=x\nkms.decrypt_also=age,old\n");

    assertThatThrownBy(() -> load(file).section("agee"))
        .hasMessage(
            file
                + ":2:1: kms.dev_backend: there is no section [kms.agee]; did you mean age?; there"
                + " are: age");
    assertThatThrownBy(() -> load(file).section("old"))
        .hasMessage(file + ":4:1: kms.decrypt_also: there is no section [kms.old]; there are: age");
  }

  @Test
  void ofFile_settingOfASection_keepsItsPlace() throws IOException {
    Path file = write("kms.properties", "\nkms.age.max_plaintext_bytes=s3cret\n");
    KmsConfig age = load(file).section("age").build();

    assertThatThrownBy(() -> age.integer("max_plaintext_bytes", 1, 1, 9))
        .hasMessage(file + ":2:1: kms.age.max_plaintext_bytes must be a whole number from 1 to 9");
  }

  @Test
  void ofFile_sameSettingTwice_namesBothLines() throws IOException {
    Path file = write("kms.properties", "kms.age.key=a\nkms.age.key=b\n");

    refused(
        file,
        file
            + ":2:1: kms.age.key is set twice, first at "
            + file
            + ":1:1 (in names, - and _ are the same)");
  }

  @Test
  void ofFile_otherSettings_belongToTheApplication() throws IOException {
    Path file = write("application.properties", "server.port=8080\nkms.age.key=x\nlogging=..\n");

    assertThat(load(file).primary()).isEqualTo("age");
  }

  @Test
  void ofFile_byteOrderMark_isSkipped() throws IOException {
    assertThat(load(write("kms.properties", "\uFEFFkms.age.key=x")).primary()).isEqualTo("age");
  }

  @Test
  void ofFile_upperCaseExtension_isRead() throws IOException {
    assertThat(load(write("KMS.PROPERTIES", "kms.age.key=x")).primary()).isEqualTo("age");
  }

  @Test
  void ofFile_missing_isOneLine() {
    Path file = folder.resolve("none.properties");

    refused(file, "there is no configuration file " + file);
  }

  @Test
  void ofFile_folder_isOneLine() throws IOException {
    Path file = Files.createDirectory(folder.resolve("kms.toml"));

    refused(file, file + " is a folder, not a configuration file");
  }

  @Test
  void ofFile_device_isNeverRead() throws IOException {
    Path file = Files.createSymbolicLink(folder.resolve("kms.toml"), Path.of("/dev/zero"));

    refused(file, file + " is not a regular file");
  }

  @Test
  void ofFile_danglingLink_isOneLine() throws IOException {
    Path file = Files.createSymbolicLink(folder.resolve("kms.toml"), folder.resolve("gone"));

    refused(file, "there is no configuration file " + file);
  }

  @Test
  void ofFile_fileAsFolder_isOneLine() throws IOException {
    Path file = write("kms.properties", "").resolve("kms.properties");

    refused(file, "there is no configuration file " + file);
  }

  @Test
  void ofFile_moreThanOneMebibyte_isRefused() throws IOException {
    Path file = write("kms.properties", "#".repeat(1024 * 1024 + 1));
    refused(file, file + " is larger than 1 MiB");

    Path largest = write("kms.properties", "kms.age.key=x\n" + "#".repeat(1024 * 1024 - 14));
    assertThat(load(largest).primary()).isEqualTo("age");
  }

  @Test
  void ofFile_notUtf8_isRefused() throws IOException {
    Path file = write("kms.properties", "");
    Files.write(file, new byte[] {'#', (byte) 0xe9});

    refused(file, file + " is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms.yaml", "kms", "kms.", "toml"})
  void ofFile_otherExtension_saysWhatIsRead(String name) throws IOException {
    Path file = write(name, "");

    refused(file, file + " must be a .toml or .properties file");
  }

  @Test
  void ofFile_lineEndInItsName_doesNotBreakTheMessage() {
    refused(Path.of("no\nthing.properties"), "there is no configuration file no?thing.properties");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--rw-", "rwxrwxrwx", "rw-rw-rw-", "r-----rw-"})
  void ofFile_writableByEverybody_isRefused(String permissions) throws IOException {
    Path file = write("kms.properties", "kms.age.key=x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    refused(file, file + " can be written by everybody, who could redirect secrets: chmod o-w it");
  }

  @Test
  void ofFile_linkToAFileWritableByEverybody_isRefused() throws IOException {
    Path file = write("kms.properties", "kms.age.key=x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path link = Files.createSymbolicLink(folder.resolve("link.properties"), file);

    refused(link, link + " can be written by everybody, who could redirect secrets: chmod o-w it");
  }

  @Test
  void ofFile_writableByItsGroup_warns() throws IOException {
    Path file = write("kms.properties", "kms.age.key=x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThat(load(file).warnings())
        .containsExactly(file + " can be written by its group, which can redirect secrets");
  }

  @Test
  void ofFile_silentDefaultAndGroup_warnsOfBoth() throws IOException {
    Path file =
        write(
            "kms.properties",
            "kms.environment=${ENV:-dev}\nkms.dev_backend=age\nkms.prod_backend=aws\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThat(load(file).warnings())
        .hasSize(2)
        .anyMatch(w -> w.startsWith(file + ":1:1: ENV is not set"));
  }
}
