package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmsUriTest {
  @ParameterizedTest
  @CsvSource({
    "age:~/.config/kms/key.txt,age,~/.config/kms/key.txt",
    "age:C:\\Users\\x\\key.txt,age,C:\\Users\\x\\key.txt",
    "aws:alias/app?region=eu-west-1,aws,alias/app",
    "aws:arn:aws:kms:eu-west-1:1:key/2,aws,arn:aws:kms:eu-west-1:1:key/2",
    "VAULT:transit/app,vault,transit/app",
    "vault:,vault,''",
    "age:a%20b é,age,a%20b é",
    "x+y.z-1:t,x+y.z-1,t"
  })
  void parse_uri_keepsTheTargetAsItIs(String uri, String scheme, String target) {
    KmsUri parsed = KmsUri.parse(uri);

    assertThat(parsed.scheme()).isEqualTo(scheme);
    assertThat(parsed.target()).isEqualTo(target);
  }

  @Test
  void parse_query_decodesPercentOnlyAndTakesHyphensAsUnderscores() {
    KmsUri parsed =
        KmsUri.parse("vault:t?key-name=a%26b%3D%C3%A9+c=d&keys.my-key=x&empty=&url=http://h:1/p?q");

    assertThat(parsed.settings())
        .containsOnly(
            entry("key_name", "a&b=é+c=d"),
            entry("keys.my-key", "x"),
            entry("empty", ""),
            entry("url", "http://h:1/p?q"));
  }

  @Test
  void parse_emptyQuery_hasNoSettings() {
    KmsUri parsed = KmsUri.parse("fake:k?");

    assertThat(parsed.target()).isEqualTo("k");
    assertThat(parsed.settings()).isEmpty();
  }

  private static java.util.Map.Entry<String, String> entry(String key, String value) {
    return java.util.Map.entry(key, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "key.txt", ":x", "1a:x", "a_b:x", " age:x", "a?b:c", "/etc/x:y"})
  void parse_withoutScheme_saysHowItStarts(String uri) {
    refused(uri, "the URI must start with a scheme and a colon, such as age: or vault:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?&", "?a", "?a=1&", "?a=1&&b=2", "?=s3cret", "?a=1&s3cret", "?ä=1"})
  void parse_querySettingWithoutName_isRefused(String query) {
    refused(
        "age:x" + query,
        "the URI must have name=value after ? and between &; & in a value is written %26");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=2", "a-b=1&a_b=2"})
  void parse_repeatedSetting_isRefused(String query) {
    String name = query.substring(query.indexOf('&') + 1, query.lastIndexOf('='));
    refused("age:x?" + query, "the URI has the setting " + name + " twice (- and _ are the same)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "s3cret%2", "%-1", "%+1"})
  void parse_brokenPercent_isRefused(String value) {
    refused(
        "age:x?token-file=" + value,
        "the URI has a % without two hexadecimal digits in the setting token-file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%FF", "%C3", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "s3cret%FF"})
  void parse_notUtf8_isRefused(String value) {
    refused("age:x?a=" + value, "the URI is not UTF-8 in the setting a");
  }

  @Test
  void parse_unpairedSurrogate_isRefused() {
    refused("age:x?a=\ud800", "the URI is not UTF-8 in the setting a");
    refused("age:x?a=\udc00s3cret", "the URI is not UTF-8 in the setting a");
    assertThat(KmsUri.parse("age:x?a=\ud83d\ude00").settings().get("a")).isEqualTo("\ud83d\ude00");
  }

  @Test
  void parse_controlCharacter_isRefused() {
    refused("age:x\n?a=s3cret", "the URI has a control character");
    refused("age:x?a=s3cret%0a", "the URI has a control character in the setting a");
  }

  @Test
  void parse_variable_isRefusedRatherThanTakenLiterally() {
    refused(
        "age:x?a=${s3cret}",
        "the URI has ${ in the setting a; variables are not replaced in a URI (a secret can be"
            + " named by a-env)");
  }

  @Test
  void parse_tooLong_isRefused() {
    refused("age:s3cret" + "x".repeat(8192), "the URI has more than 8192 characters");
  }

  @Test
  void toString_showsNeitherTargetNorValues() {
    assertThat(KmsUri.parse("age:s3cret?a=s3cret")).hasToString("KmsUri[age, [a]]");
  }

  private static void refused(String uri, String message) {
    assertThatThrownBy(() -> KmsUri.parse(uri))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(message)
        .hasMessageNotContaining("s3cret");
  }
}
