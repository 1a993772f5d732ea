package dev.provisioning.kms.service.docs;

import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import java.nio.file.Path;

public class Example {
  public static void main(String[] args) {
    EncryptionContext context = EncryptionContext.parse("env=prod,service=api");
    try (Kms kms = Kms.load(Path.of(args[0]))) {
      String stored = kms.encryptText("the provider's API key", context); // kms1.S01TAQE…
      System.out.println("decrypted: " + kms.decryptText(stored, context));
      try (DataKey key = kms.generateDataKey(DataKeySpec.AES_256, context)) {
        System.out.println("store beside the data: " + key.wrapped()); // key.key() encrypts it
      }
    }
  }
}
