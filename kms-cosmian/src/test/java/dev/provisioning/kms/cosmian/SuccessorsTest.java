package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testing.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys without generations: a rotation gives them a successor with an id of its own. */
class SuccessorsTest extends Scripted {
  private static final String DEACTIVATED =
      "Permission_Denied: Encrypt: key app is in state Deactivated but operation requires";

  private void replaced() {
    server
        .on(
            "GetAttributes",
            200,
            Answers.attributes("app", "Deactivated", Answers.successor(SUCCESSOR)))
        .then("GetAttributes", 200, Answers.attributes(SUCCESSOR, "Active"));
  }

  private Ciphertext ofSuccessor() {
    replaced();
    server
        .on("Encrypt", 422, DEACTIVATED)
        .then("Encrypt", 200, Answers.encrypted(SUCCESSOR, "AB12"));
    return kms.encrypt("app", bytes("HH"), CONTEXT);
  }

  @Test
  void encrypt_withARotatedKey_goesOnWithItsSuccessor() {
    Ciphertext made = ofSuccessor();
    assertThat(made.keyId()).isEqualTo("app");
    assertThat(made.keyVersion()).isEqualTo(SUCCESSOR);
    kms.encrypt("app", bytes("HH"), CONTEXT);
    assertThat(server.received("Encrypt")).hasSize(3);
    assertThat(server.received("Encrypt").get(2).body())
        .contains(Answers.text("UniqueIdentifier", SUCCESSOR));
  }

  @Test
  void encryptAll_withARotatedKey_goesOnWithItsSuccessor() {
    replaced();
    server
        .on(
            "RequestMessage",
            200,
            Answers.message(
                Answers.failure("Encrypt", "Permission_Denied", "key app is in state Deactivated"),
                Answers.failure("Encrypt", "Permission_Denied", "key app is in state Deactivated")))
        .on("Encrypt", 200, Answers.encrypted(SUCCESSOR, "AB12"));
    List<KmsResult<Ciphertext>> made =
        kms.encryptAll("app", List.of(bytes("HH"), bytes("II")), List.of(CONTEXT, CONTEXT));
    assertThat(made).allMatch(r -> r.get().keyVersion().equals(SUCCESSOR));
    assertThat(server.received("GetAttributes")).hasSize(2);
  }

  @Test
  void encrypt_withARevokedKey_isDisabled() {
    server
        .on("GetAttributes", 200, Answers.attributes("app", "Deactivated"))
        .on("Encrypt", 422, DEACTIVATED);
    refused(ErrorCode.KEY_DISABLED, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
  }

  @Test
  void encrypt_withARotatedKeyWhoseSuccessorMayNotBeLookedFor_isDisabled() {
    server.on("GetAttributes", 401, "Access denied: GetAttributes").on("Encrypt", 422, DEACTIVATED);
    refused(ErrorCode.KEY_DISABLED, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
  }

  @Test
  void decrypt_ofASuccessorsCiphertext_asksOnceWhetherItIsOne() {
    Ciphertext made = ofSuccessor();
    server.on("Decrypt", 200, Answers.decrypted(SUCCESSOR, "4848"));
    try (CosmianKms fresh = builder().build()) {
      replaced();
      int before = server.received("GetAttributes").size();
      assertThat(fresh.decrypt(made, CONTEXT)).isEqualTo(bytes("HH"));
      assertThat(fresh.decrypt(made, CONTEXT)).isEqualTo(bytes("HH"));
      assertThat(server.received("GetAttributes")).hasSize(before + 2);
    }
  }

  /** Else anyone who can write a header could have another key of this client decrypt. */
  @Test
  void decrypt_ofAKeyThatIsNoSuccessor_isDeniedAndNotSent() {
    Ciphertext made = ofSuccessor();
    server.on("GetAttributes", 200, Answers.attributes("app", "Active"));
    try (CosmianKms fresh = builder().build()) {
      refused(ErrorCode.ACCESS_DENIED, () -> fresh.decrypt(made, CONTEXT));
    }
    assertThat(server.received("Decrypt")).isEmpty();
  }

  @Test
  void successors_inACircle_endInAnError() {
    server
        .on("Encrypt", 422, DEACTIVATED)
        .on(
            "GetAttributes",
            200,
            Answers.attributes("app", "Deactivated", Answers.successor(SUCCESSOR)));
    refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
  }

  @Test
  void successor_thatIsNoVersionOfTheKey_isAnError() {
    server
        .on("Encrypt", 422, DEACTIVATED)
        .on(
            "GetAttributes",
            200,
            Answers.attributes("app", "Deactivated", Answers.successor("other")));
    refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
  }

  /** As when a backup of the server from before the rotation was restored. */
  @Test
  void encrypt_withASuccessorThatIsGone_goesBackToTheKey() {
    ofSuccessor();
    server
        .on("Encrypt", 422, "Item not found: Encrypt: key id: no, not found")
        .then("Encrypt", 200, Answers.encrypted("app", "AB12"));
    assertThat(kms.encrypt("app", bytes("HH"), CONTEXT).keyVersion()).isEqualTo("0");
    server.on(
        "RequestMessage",
        200,
        Answers.message(
            Answers.failure("Encrypt", "Item_Not_Found", "no"),
            Answers.failure("Encrypt", "Item_Not_Found", "no")));
    List<KmsResult<Ciphertext>> none =
        kms.encryptAll("app", List.of(bytes("HH"), bytes("II")), List.of(CONTEXT, CONTEXT));
    none.forEach(item -> refused(ErrorCode.KEY_NOT_FOUND, item::get));
  }

  @Test
  void encryptAll_withASuccessorThatIsGone_goesBackToTheKey() {
    ofSuccessor();
    server
        .on(
            "RequestMessage",
            200,
            Answers.message(
                Answers.failure("Encrypt", "Item_Not_Found", "no"),
                Answers.failure("Encrypt", "Item_Not_Found", "no")))
        .on("Encrypt", 200, Answers.encrypted("app", "AB12"));
    assertThat(kms.encryptAll("app", List.of(bytes("HH"), bytes("II")), List.of(CONTEXT, CONTEXT)))
        .allMatch(r -> r.get().keyVersion().equals("0"));
  }

  /** The other items were encrypted all the same. */
  @Test
  void encryptAll_whereASuccessorCannotBeLookedFor_failsTheItemsThatNeedIt() {
    server
        .on("GetAttributes", 503, "")
        .on(
            "RequestMessage",
            200,
            Answers.message(
                Answers.failure("Encrypt", "Permission_Denied", "key app is in state Deactivated"),
                Answers.success(
                    "Encrypt",
                    Answers.text("UniqueIdentifier", "app"),
                    Answers.bytes("Data", "AB12"),
                    Answers.bytes("IVCounterNonce", Answers.IV),
                    Answers.bytes("AuthenticatedEncryptionTag", Answers.TAG))));
    List<KmsResult<Ciphertext>> made =
        kms.encryptAll("app", List.of(bytes("HH"), bytes("II")), List.of(CONTEXT, CONTEXT));
    refused(ErrorCode.UNAVAILABLE, made.get(0)::get);
    assertThat(made.get(1).succeeded()).isTrue();
  }

  /** 5.23 and 5.24 go on encrypting with the old key. */
  @Test
  void encrypt_on524_looksForSuccessorsOnceAMinute() {
    VirtualClock clock = new VirtualClock();
    server
        .version("5.24.0")
        .on("GetAttributes", 200, Answers.attributes("app", "Active"))
        .on("Encrypt", 200, Answers.encrypted("app", "AB12"));
    try (CosmianKms old = builder().clock(clock).build()) {
      assertThat(old.encrypt("app", bytes("HH"), CONTEXT).keyVersion()).isEqualTo("0");
      replaced();
      old.encrypt("app", bytes("HH"), CONTEXT);
      assertThat(server.received("GetAttributes")).hasSize(1);
      clock.advance(Duration.ofSeconds(61));
      server.on("Encrypt", 200, Answers.encrypted(SUCCESSOR, "AB12"));
      assertThat(old.encrypt("app", bytes("HH"), CONTEXT).keyVersion()).isEqualTo(SUCCESSOR);
    }
  }
}
