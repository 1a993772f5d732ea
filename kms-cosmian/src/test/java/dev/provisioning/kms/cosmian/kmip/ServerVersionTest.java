package dev.provisioning.kms.cosmian.kmip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of what each version can do. */
class ServerVersionTest {
  private static ServerVersion version(String text) {
    return ServerVersion.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "4.0.0,   IvCounterNonce, false, false, false, false",
    "4.22.1,  IvCounterNonce, false, false, false, false",
    "5.0.0,   IVCounterNonce, true,  false, false, false",
    "5.4.0,   IVCounterNonce, true,  false, false, false",
    "5.12.1,  IVCounterNonce, true,  false, false, false",
    "5.13.0,  IVCounterNonce, true,  true,  false, false",
    "5.22.0,  IVCounterNonce, true,  true,  false, false",
    "5.23.0,  IVCounterNonce, true,  true,  true,  false",
    "5.24.0,  IVCounterNonce, true,  true,  true,  false",
    "5.25.0,  IVCounterNonce, true,  true,  true,  true",
    "5.28.0,  IVCounterNonce, true,  true,  true,  true",
    "6.0.0,   IVCounterNonce, true,  true,  true,  true",
  })
  void version_decidesWhatIsSent(
      String text, String iv, boolean batches, boolean dates, boolean rotates, boolean keysets) {
    ServerVersion version = version(text);
    assertThat(version.ivTag()).isEqualTo(iv);
    assertThat(version.batches()).isEqualTo(batches);
    assertThat(version.wantsActivationDate()).isEqualTo(dates);
    assertThat(version.rotatesSafely()).isEqualTo(rotates);
    assertThat(version.hasKeysets()).isEqualTo(keysets);
    assertThat(version).hasToString(text);
  }

  @Test
  void unknown_speaksAs5AndDoesNotRotate() {
    assertThat(VersionProbe.UNKNOWN.ivTag()).isEqualTo("IVCounterNonce");
    assertThat(VersionProbe.UNKNOWN.wantsActivationDate()).isTrue();
    assertThat(VersionProbe.UNKNOWN.rotatesSafely()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "5.28.0 (OpenSSL 3.0.19 27 Jan 2026-FIPS), 5.28.0, true",
    "5.26.0 (OpenSSL 3.6.2 7 Apr 2026-non-FIPS), 5.26.0, false",
    "4.22.1 (OpenSSL 3.1.0 14 Mar 2023), 4.22.1, false",
    "5.28, 5.28, false",
    "5.29.0-rc1, 5.29.0, false",
  })
  void text_isReadAsTheServerWritesIt(String text, String shown, boolean fips) {
    assertThat(version(text)).hasToString(shown);
    assertThat(version(text).fips()).isEqualTo(fips);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "v5.28.0", "5.x", "five", "5.28junk", "99999.1", "{}", "-5.28", "٥.28"})
  void text_thatIsNoVersion_isNone(String text) {
    assertThat(ServerVersion.parse(text)).isEmpty();
  }
}
