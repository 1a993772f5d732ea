package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ReKey below 5.23 destroys everything that was encrypted: it is never sent on a mere belief. */
class RotationGuardTest extends Scripted {
  private void keyset() {
    server
        .on(
            "GetAttributes",
            200,
            Answers.attributes("app", "Active", Answers.text("RotateName", "app")))
        .then(
            "GetAttributes",
            200,
            Answers.attributes("app@1", "Active", Answers.text("RotateName", "app")))
        .on("ReKey", 200, Answers.uid("ReKeyResponse", "app@1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4.22.1 (OpenSSL)", "5.0.0", "5.12.1", "5.22.9 (x-FIPS)", "5.9.0", "unknown", ""})
  void rotateKey_below523_isRefusedWithTheReason(String version) {
    keyset();
    server.version(version);
    assertThat(refused(ErrorCode.UNSUPPORTED, () -> kms.rotateKey("app")))
        .hasMessageContaining("5.23");
    assertThat(server.received("ReKey")).isEmpty();
  }

  @Test
  void rotateKey_whereTheConfigurationClaimsMore_asksTheServer() {
    keyset();
    server.version("5.20.0");
    try (CosmianKms believing = builder().serverVersion("5.28.0").build()) {
      refused(ErrorCode.UNSUPPORTED, () -> believing.rotateKey("app"));
    }
    assertThat(server.received("ReKey")).isEmpty();
  }

  @Test
  void rotateKey_afterADowngradeWithoutALostConnection_isRefused() {
    keyset();
    made();
    server.version("5.20.0");
    refused(ErrorCode.UNSUPPORTED, () -> kms.rotateKey("app"));
    assertThat(server.received("ReKey")).isEmpty();
  }

  @Test
  void rotateKey_wherethePreferredAddressIsAnOldServer_isRefused() {
    keyset();
    server
        .version("5.28.0")
        .then("/version", 200, "\"5.28.0\"")
        .then("/version", 200, "\"5.22.0\"");
    refused(ErrorCode.UNSUPPORTED, () -> kms.rotateKey("app"));
    assertThat(server.received("ReKey")).isEmpty();
  }

  /** A configuration outlives the server that it was written for. */
  @Test
  void rotateKey_whereOnlyTheConfigurationKnowsTheVersion_isRefused() {
    keyset();
    server.on("/version", 404, "");
    try (CosmianKms told = builder().serverVersion("5.28.0").build()) {
      refused(ErrorCode.UNSUPPORTED, () -> told.rotateKey("app"));
    }
    assertThat(server.received("ReKey")).isEmpty();
  }

  /** Else the new key would get an id of the server's. */
  @Test
  void rotateKey_afterAnUpgradeThatWasNotNoticed_keepsTheName() {
    server
        .version("5.24.0")
        .on("GetAttributes", 200, Answers.attributes("app", "Active"))
        .on("SetAttribute", 200, Answers.uid("SetAttributeResponse", "app"))
        .on("ReKey", 200, Answers.uid("ReKeyResponse", "app@1"));
    made();
    server
        .version("5.28.0")
        .on("GetAttributes", 200, Answers.attributes("app", "Active"))
        .then("GetAttributes", 200, Answers.attributes("app@1", "Active"));
    kms.rotateKey("app");
    assertThat(server.received("SetAttribute")).hasSize(1);
  }

  /** Who is told of a failure rotates once more. */
  @Test
  void rotateKey_thatCannotBeDescribedAfterwards_hasRotated() {
    server
        .on(
            "GetAttributes",
            200,
            Answers.attributes("app", "Active", Answers.text("RotateName", "app")))
        .then("GetAttributes", 503, "")
        .on("ReKey", 200, Answers.uid("ReKeyResponse", "app@1"));
    KeyInfo rotated = kms.rotateKey("app");
    assertThat(rotated.version()).isEqualTo("1");
    assertThat(rotated.state()).isEqualTo(KeyInfo.State.ENABLED);
  }

  @Test
  void createKey_afterAnUpgradeThatWasNotNoticed_makesAnActiveKey() {
    server.version("5.12.0");
    made();
    server
        .version("5.28.0")
        .on("GetAttributes", 422, "Object_Not_Found: no")
        .then("GetAttributes", 200, Answers.attributes("app", "Active"))
        .on("Encrypt", 422, "Item not found: no")
        .on("Create", 200, Answers.uid("CreateResponse", "app"));
    kms.createKey("app");
    assertThat(server.received("Create").get(0).body()).contains("ActivationDate");
  }

  @Test
  void rotateKey_ofAKeyset_namesTheGenerationThatIsReplaced() {
    keyset();
    KeyInfo rotated = kms.rotateKey("app");
    assertThat(rotated.keyId()).isEqualTo("app");
    assertThat(rotated.version()).isEqualTo("1");
    assertThat(server.received("ReKey").get(0).body())
        .isEqualTo(
            "{\"tag\":\"ReKey\",\"type\":\"Structure\",\"value\":["
                + Answers.text("UniqueIdentifier", "app")
                + "]}");
    assertThat(server.received("SetAttribute")).isEmpty();
  }

  @Test
  void rotateKey_ofAKeyWithoutKeyset_makesItOneFirst() {
    server
        .on("GetAttributes", 200, Answers.attributes("app", "Active"))
        .then("GetAttributes", 200, Answers.attributes("app@1", "Active"))
        .on("SetAttribute", 200, Answers.uid("SetAttributeResponse", "app"))
        .on("ReKey", 200, Answers.uid("ReKeyResponse", "app@1"));
    kms.rotateKey("app");
    assertThat(server.received("SetAttribute").get(0).body())
        .contains(Answers.text("RotateName", "app"));
  }

  /** A rotation by hand would end the server's own for good. */
  @Test
  void rotateKey_keepsTheInterval() {
    server
        .on(
            "GetAttributes",
            200,
            Answers.attributes(
                "app", "Active", Answers.text("RotateName", "app"), Answers.interval(86_400)))
        .then("GetAttributes", 200, Answers.attributes("app@1", "Active", Answers.interval(86_400)))
        .on("SetAttribute", 200, Answers.uid("SetAttributeResponse", "app@1"))
        .on("ReKey", 200, Answers.uid("ReKeyResponse", "app@1"));
    assertThat(kms.rotateKey("app").details()).containsEntry("rotation_interval", "PT24H");
    assertThat(server.received("SetAttribute").get(0).body())
        .contains(Answers.text("UniqueIdentifier", "app@1"), Answers.interval(86_400));
  }

  @Test
  void rotateKey_answeredByTheSameKey_isAnError() {
    keyset();
    server.on("ReKey", 200, Answers.uid("ReKeyResponse", "app"));
    refused(ErrorCode.INTERNAL, () -> kms.rotateKey("app"));
  }

  @Test
  void rotateKeyEvery_below525_isRefusedBeforeAnythingIsChanged() {
    server.version("5.24.0").on("GetAttributes", 200, Answers.attributes("app", "Active"));
    refused(ErrorCode.UNSUPPORTED, () -> kms.rotateKeyEvery("app", Duration.ofDays(90)));
    assertThat(server.received("SetAttribute")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.5S", "PT59S", "PT1M0.001S", "P36501D"})
  void rotateKeyEvery_ofAnIntervalThatIsNotKept_isInvalid(String interval) {
    refused(ErrorCode.INVALID_ARGUMENT, () -> kms.rotateKeyEvery("app", Duration.parse(interval)));
  }

  @Test
  void capabilities_areThoseOfTheServer_onceItIsKnown() {
    assertThat(kms.capabilities()).contains(Capability.ROTATE_KEY, Capability.SCHEDULED_ROTATION);
    server.version("5.24.0").on("GetAttributes", 200, Answers.attributes("app", "Active"));
    made();
    assertThat(kms.capabilities())
        .contains(Capability.ROTATE_KEY, Capability.NATIVE_BATCH)
        .doesNotContain(Capability.SCHEDULED_ROTATION);
    try (CosmianKms old = builder().serverVersion("4.22.1").build()) {
      assertThat(old.capabilities()).doesNotContain(Capability.ROTATE_KEY);
    }
  }

  @Test
  void createKey_namedByAUuid_getsNoKeyset() {
    server
        .on("GetAttributes", 422, "Object_Not_Found: no")
        .then("GetAttributes", 200, Answers.attributes(SUCCESSOR, "Active"))
        .on("Encrypt", 422, "Item not found: no")
        .on("Create", 200, Answers.uid("CreateResponse", SUCCESSOR));
    kms.createKey(SUCCESSOR);
    assertThat(server.received("Create").get(0).body())
        .contains("ActivationDate")
        .doesNotContain("RotateName");
  }

  @Test
  void createKey_ofOneThatSomebodyElseMadeMeanwhile_describesIt() {
    server
        .on("GetAttributes", 422, "Object_Not_Found: no")
        .then("GetAttributes", 200, Answers.attributes("app", "Active"))
        .on("Encrypt", 422, "Item not found: no")
        .on("Create", 422, "Database Error: Ext. store error: one or more objects already exist");
    assertThat(kms.createKey("app").state()).isEqualTo(KeyInfo.State.ENABLED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Database Error: Ext. store error: one or more objects already exist",
        "Database Error: error returned from database: UNIQUE constraint failed: objects.id"
      })
  void createKey_ofSomebodyElsesKey_isDenied(String body) {
    server
        .on("GetAttributes", 422, "Object_Not_Found: no")
        .on("Encrypt", 422, "Item not found: no")
        .on("Create", body.contains("UNIQUE") ? 500 : 422, body);
    refused(ErrorCode.ACCESS_DENIED, () -> kms.createKey("app"));
  }

  @Test
  void describeKey_ofAKeysetWhoseFirstGenerationIsGone_isTheNewest() {
    server
        .on("GetAttributes", 422, "Object_Not_Found: no")
        .then("GetAttributes", 200, Answers.attributes("app@4", "Active"))
        .on("Encrypt", 200, Answers.encrypted("app@4", "AB"));
    assertThat(kms.describeKey("app").version()).isEqualTo("4");
  }

  @Test
  void decrypt_ofALaterGeneration_asksForItByItsOwnId() {
    server.on("Encrypt", 200, Answers.encrypted("app@12", "AB12"));
    Ciphertext made = kms.encrypt("app", bytes("HH"), CONTEXT);
    assertThat(made.keyId()).isEqualTo("app");
    assertThat(made.keyVersion()).isEqualTo("12");
    server.on("Decrypt", 200, Answers.decrypted("app@12", "4848"));
    assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(bytes("HH"));
    assertThat(server.received("Decrypt").get(0).body())
        .contains(Answers.text("UniqueIdentifier", "app@12"));
  }
}
