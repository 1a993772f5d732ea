package dev.provisioning.kms.testkit.programs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A task goes to a worker and its failure comes back, both by Java serialization. */
class SerializedTaskTest {
  /** What travels: ciphertext and context. The client stays; the worker brings its own. */
  record Task(Ciphertext credential, EncryptionContext context) implements Serializable {
    String run(KmsClient worker) {
      return new String(worker.decrypt(credential, context), UTF_8);
    }
  }

  /** The mistake to make. */
  record Careless(KmsClient kms) implements Serializable {}

  private static byte[] sent(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // what this test just wrote
  private static <T> T received(byte[] bytes, Function<Object, T> as) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return as.apply(in.readObject());
    }
  }

  private final FakeKms fake = FakeKms.create();
  private final EncryptionContext context = EncryptionContext.of("task", "42");
  private final Task task =
      new Task(fake.client().encrypt("token".getBytes(UTF_8), context), context);

  @Test
  void task_sentToAWorker_runsThere() throws Exception {
    Task there = received(sent(task), Task.class::cast);
    assertThat(there).isEqualTo(task);
    assertThat(there.run(fake.client())).isEqualTo("token");
  }

  @Test
  void failure_ofAWorker_comesBackWithItsCode() throws Exception {
    fake.disable("default");
    KmsException there = null;
    try {
      task.run(fake.client());
    } catch (KmsException e) {
      there = e;
    }
    KmsException here = received(sent(Objects.requireNonNull(there)), KmsException.class::cast);
    assertThat(here.code()).isEqualTo(ErrorCode.KEY_DISABLED);
    assertThat(here.keyId()).contains("default");
  }

  @Test
  void client_inATask_isRefusedWhereItIsSent() {
    assertThatThrownBy(() -> sent(new Careless(fake.client())))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void serializedTask_holdsNoSecret() throws IOException {
    assertThat(new String(sent(task), ISO_8859_1)).doesNotContain("token");
  }
}
