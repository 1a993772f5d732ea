package dev.provisioning.kms.testing;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsOperation;
import java.util.List;

/**
 * One call that reached a {@link FakeKms}: what a server would see on the wire, without plaintexts.
 * A retry is a call of its own; a batch is one call with several items.
 *
 * @param operation what was asked for
 * @param keyId the key; of a batch of ciphertexts, the key of the first
 * @param contexts the context of each item, as the application gave it
 * @param sizes the size of each item passed in, in bytes
 */
public record RecordedCall(
    KmsOperation operation, String keyId, List<EncryptionContext> contexts, List<Integer> sizes) {
  /**
   * Checks and copies the components.
   *
   * @param operation see the record
   * @param keyId see the record
   * @param contexts see the record
   * @param sizes see the record
   */
  public RecordedCall {
    contexts = List.copyOf(contexts);
    sizes = List.copyOf(sizes);
  }

  /**
   * Returns the context of a call with one item.
   *
   * @return the context of the first item; empty for calls without a context
   */
  public EncryptionContext context() {
    return contexts.isEmpty() ? EncryptionContext.empty() : contexts.get(0);
  }

  /**
   * Returns how much was passed in.
   *
   * @return the bytes of all items
   */
  public int bytes() {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }
}
