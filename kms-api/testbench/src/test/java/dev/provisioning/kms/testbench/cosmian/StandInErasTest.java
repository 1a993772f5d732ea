package dev.provisioning.kms.testbench.cosmian;

import static dev.provisioning.kms.testbench.cosmian.Requests.aad;
import static dev.provisioning.kms.testbench.cosmian.Requests.batch;
import static dev.provisioning.kms.testbench.cosmian.Requests.decrypt;
import static dev.provisioning.kms.testbench.cosmian.Requests.encrypt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.testbench.cosmian.CosmianAdmin.Answer;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client must cope with, era by era. */
class StandInErasTest {
  private static Answer raw(CosmianHost host, Ttlv request) {
    return host.admin().kmip(Conversation.text(request));
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void encrypt_andDecrypt_bindTheContext(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      host.admin().createKey("k");
      Ttlv made = host.admin().run(encrypt("k", "616263", aad("01")));
      assertThat(made.child(era == CosmianEra.V4_22 ? "IvCounterNonce" : "IVCounterNonce"))
          .isPresent();
      Ttlv opened = host.admin().run(decrypt("k", made, aad("01")));
      assertThat(opened.textOf("Data")).contains("616263");
      Answer wrong = raw(host, decrypt("k", made, aad("02")));
      boolean old = !era.atLeast(5, 13);
      assertThat(wrong.status()).isEqualTo(old ? 500 : 422);
      assertThat(wrong.body()).startsWith(old ? "Cryptographic error: " : "Cryptographic_Failure");
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void emptyPlaintext_comesBackEmpty_orAsAnEmptyStructure(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      host.admin().createKey("k");
      Answer made = raw(host, encrypt("k", ""));
      assertThat(made.body())
          .contains(
              era == CosmianEra.V5_12
                  ? "{\"tag\":\"Data\",\"value\":[]}"
                  : "{\"tag\":\"Data\",\"type\":\"ByteString\",\"value\":\"\"}");
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void rekey_inPlaceBefore523_losesWhatWasEncrypted(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      CosmianAdmin admin = host.admin();
      admin.createKey("k");
      Ttlv made = admin.run(encrypt("k", "616263"));
      String next = admin.rekey("k");
      int opened = raw(host, decrypt("k", made)).status();
      switch (era) {
        case V4_22, V5_12, V5_22 -> {
          assertThat(next).isEqualTo("k");
          assertThat(opened).isNotEqualTo(200);
        }
        case V5_24 -> {
          assertThat(next).hasSize(36);
          assertThat(opened).isEqualTo(200);
          assertThat(admin.attribute("k", "State")).isEqualTo("Active");
        }
        default -> {
          assertThat(next).isEqualTo("k@1");
          assertThat(opened).isEqualTo(200);
          assertThat(admin.attribute("k", "State")).isEqualTo("Deactivated");
          assertThat(admin.run(encrypt("k", "00")).textOf("UniqueIdentifier")).contains("k@1");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void revokedKey_decryptsFrom525(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      CosmianAdmin admin = host.admin();
      admin.createKey("k");
      Ttlv made = admin.run(encrypt("k", "616263"));
      admin.revoke("k");
      assertThat(raw(host, decrypt("k", made)).status()).isEqualTo(era.hasKeysets() ? 200 : 422);
      Answer refused = raw(host, encrypt("k", "00"));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body())
          .startsWith(
              era.hasKeysets()
                  ? "Permission_Denied: "
                  : era.atLeast(5, 22) ? "Item not found: " : "Item_Not_Found: ");
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void missingKey_isAnInvalidRequestUpTo512(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      assertThat(raw(host, encrypt("k", "00")).body())
          .startsWith(
              era.atLeast(5, 22)
                  ? "Item not found: Encrypt: key id: k"
                  : "Invalid Request: Encrypt: failed to retrieve key: k");
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void existingKey_isAServerErrorBefore522(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      host.admin().createKey("k");
      Answer again = raw(host, new KeyRequests(era).create("k", true, false));
      assertThat(again.status()).isEqualTo(era.atLeast(5, 22) ? 422 : 500);
      assertThat(again.body()).startsWith("Database Error: ");
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void keyWithoutADate_isActiveBefore513(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      host.admin().createInactiveKey("k");
      assertThat(raw(host, encrypt("k", "00")).status())
          .isEqualTo(era.activatesByDate() ? 422 : 200);
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void dateOfActivation_isRefusedBy4(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      Ttlv dated = new KeyRequests(CosmianEra.V5_24).create("k", true, false);
      assertThat(raw(host, dated).status()).isEqualTo(era == CosmianEra.V4_22 ? 422 : 200);
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void batch_isUnknownTo4_andItsErrorsHaveNoReasonIn512(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      host.admin().createKey("k");
      Ttlv sealed = host.admin().run(encrypt("k", "616263"));
      Answer answer = raw(host, batch(2, encrypt("k", "00"), decrypt("k", sealed, aad("00"))));
      if (era == CosmianEra.V4_22) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).startsWith("Not Supported route: ");
        return;
      }
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"Success\"")
          .contains(era == CosmianEra.V5_12 ? "Operation_Not_Supported" : "Cryptographic_Failure");
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianEra.class)
  void endpoints_comeOneByOne(CosmianEra era) throws IOException {
    try (CosmianStandIn host = CosmianStandIn.start(era)) {
      assertThat(host.admin().send("GET", "/version", "").body()).startsWith('"' + era.version());
      assertThat(host.admin().send("GET", "/health", "").status())
          .isEqualTo(era.atLeast(5, 15) ? 200 : 404);
      assertThat(host.admin().send("GET", "/server-info", "").status())
          .isEqualTo(era.atLeast(5, 19) ? 200 : 404);
      assertThat(host.admin().send("GET", "/me", "").status())
          .isEqualTo(era.atLeast(5, 23) ? 200 : 404);
    }
  }
}
