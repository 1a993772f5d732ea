package dev.provisioning.kms.cosmian;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A backend on the key {@code app} of a scripted server. */
abstract class Scripted {
  static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  static final String SUCCESSOR = "8aa6070a-56e4-49be-8d40-872c8e832a31";

  ScriptedServer server;
  CosmianKms kms;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
    kms = builder().build();
  }

  @AfterEach
  void stop() throws IOException {
    kms.close();
    server.close();
  }

  CosmianKmsBuilder builder() {
    return CosmianKms.builder().address(server.address()).defaultKeyId("app");
  }

  static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static KmsException refused(ErrorCode code, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(KmsException.class);
    KmsException refusal = (KmsException) thrown;
    assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
    return refusal;
  }

  /** What is stored after the server encrypted two bytes. */
  Ciphertext made() {
    server.on("Encrypt", 200, Answers.encrypted("app", "AB12"));
    return kms.encrypt("app", bytes("HH"), CONTEXT);
  }
}
