package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wait that a server asks for. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "' 17 ', PT17S",
    "3600, PT1H",
    "3601, PT1H",
    "99999999999999999999, PT1H",
    "'Wed, 21 Oct 2015 07:28:05 GMT', PT5S",
    "'Wed, 21 Oct 2015 07:27:05 GMT', PT0S",
    "'Thu, 22 Oct 2015 07:28:00 GMT', PT1H"
  })
  void parse_secondsOrDate_isAWaitOfAtMostAnHour(String value, Duration wait) {
    assertThat(RetryAfter.parse(value, NOW)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "1s", "soon", "٣", "2015-10-21T07:28:00Z"})
  void parse_malformed_isNoWait(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }
}
