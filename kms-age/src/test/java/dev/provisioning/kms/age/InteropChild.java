package dev.provisioning.kms.age;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program of a JVM with a small heap: makes data, encrypts it, or decrypts its input. */
final class InteropChild {
  private InteropChild() {}

  public static void main(String[] arguments) throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    InputStream in = new FileInputStream(FileDescriptor.in);
    switch (arguments[0]) {
      case "generate" -> new Pattern(Long.parseLong(arguments[1])).transferTo(out);
      case "encrypt" ->
          Age.encryptTo(List.of(AgeRecipient.parse(arguments[2])))
              .threads(Integer.parseInt(arguments[3]))
              .encrypt(new Pattern(Long.parseLong(arguments[1])), out);
      case "decrypt" -> {
        try (InputStream keys = Files.newInputStream(Path.of(arguments[1]))) {
          Age.decryptWith(AgeIdentity.readAll(keys))
              .threads(Integer.parseInt(arguments[2]))
              .decrypt(in, out);
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    out.close();
  }
}
