package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.testing.FakeKms;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A column of secrets: each is bound to its row, so that copying it to another row is useless. */
class EncryptedColumnTest {
  /** Stands for a table {@code account(id bigint primary key, iban varchar)}. */
  private final Map<Long, String> table = new TreeMap<>();

  private final KmsClient kms = FakeKms.create().client();

  private static EncryptionContext cell(long id) {
    return EncryptionContext.of(
        Map.of("table", "account", "column", "iban", "id", Long.toString(id)));
  }

  private void insert(long id, String iban) {
    table.put(id, kms.encryptText(iban, cell(id)));
  }

  private String select(long id) {
    return kms.decryptText(table.getOrDefault(id, ""), cell(id));
  }

  @Test
  void cell_readAgain_isTheText() {
    insert(1, "DE02120300000000202051");
    insert(2, "DE02500105170137075030");
    assertThat(select(1)).isEqualTo("DE02120300000000202051");
    assertThat(select(2)).isEqualTo("DE02500105170137075030");
  }

  @Test
  void cell_copiedToAnotherRow_isRefused() {
    insert(1, "the attacker's");
    insert(2, "the victim's");
    table.put(1L, table.getOrDefault(2L, ""));
    assertThatThrownBy(() -> select(1)).isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void cell_truncatedByTheColumn_isRefused() {
    insert(1, "a long enough text");
    table.computeIfPresent(1L, (id, text) -> text.substring(0, 40));
    assertThatThrownBy(() -> select(1)).isInstanceOf(InvalidCiphertextException.class);
  }
}
