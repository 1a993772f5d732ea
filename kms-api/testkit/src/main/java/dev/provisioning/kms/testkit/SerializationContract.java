package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** Values travel between processes; clients and keys do not. */
interface SerializationContract extends Contract {
  private static byte[] written(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // what this test just wrote
  private static Object travelled(Object value) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written(value)))) {
      return in.readObject();
    }
  }

  @Test
  default void values_travel() throws Exception {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    Ciphertext there = (Ciphertext) travelled(made);
    EncryptionContext context = (EncryptionContext) travelled(CONTEXT);
    assertThat(there).isEqualTo(made);
    assertThat(kms().decrypt(there, context)).isEqualTo(Samples.secret());
  }

  @Test
  default void exceptions_travelWithTheirDetailsAndWithoutForeignClasses() throws Exception {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    KmsException here =
        Expect.refusal(
            ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(made, EncryptionContext.empty()));
    KmsException there = (KmsException) travelled(here);
    assertThat(there).hasSameClassAs(here).hasMessage(here.getMessage());
    assertThat(there.code()).isEqualTo(here.code());
    assertThat(there.operation()).isEqualTo(here.operation());
    assertThat(there.backend()).isEqualTo(here.backend());
    assertThat(there.keyId()).isEqualTo(here.keyId());
    assertThat(there.isRetryable()).isEqualTo(here.isRetryable());
    for (Throwable cause = there.getCause(); cause != null; cause = cause.getCause()) {
      assertThat(cause).isOfAnyClassIn(RuntimeException.class, KmsException.class);
    }
  }

  @Test
  default void clientsAndKeys_refuse() {
    KmsClient view = kms().forKey(fixture().backend().defaultKey());
    try (DataKey key = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      for (Object object : new Object[] {kms(), view, key, key.key()}) {
        assertThatThrownBy(() -> written(object)).isInstanceOf(NotSerializableException.class);
      }
    }
  }
}
