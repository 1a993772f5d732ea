package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import java.util.List;

/**
 * Which wrapped keys a message shall have. A message that shares its data key with others never
 * gets a new reader this way: whoever can open one of them can open its siblings.
 */
interface HeaderChange {
  /** Whether only a fresh data key will do. */
  boolean needsFreshKey(Header header);

  List<Ciphertext> keys(Header header, byte[] dataKey, EncryptionContext context);

  /** Replaces the keys that these clients may open and keeps the others. */
  static HeaderChange rewrap(KeyHolders holders) {
    return new HeaderChange() {
      @Override
      public boolean needsFreshKey(Header header) {
        if (header.prefix().sharesKey() && holders.addsReader(header.keys())) {
          throw KeyHolders.newReader();
        }
        return false;
      }

      @Override
      public List<Ciphertext> keys(Header header, byte[] dataKey, EncryptionContext context) {
        if (header.prefix().sharesKey()) {
          holders.requireReaders(header.keys(), dataKey, context);
        }
        return holders.rewrap(header.keys(), dataKey, context);
      }
    };
  }

  /** Replaces all keys. */
  static HeaderChange moveTo(KeyHolders target) {
    return new HeaderChange() {
      @Override
      public boolean needsFreshKey(Header header) {
        return header.prefix().sharesKey();
      }

      @Override
      public List<Ciphertext> keys(Header header, byte[] dataKey, EncryptionContext context) {
        return target.wrap(dataKey, context);
      }
    };
  }
}
