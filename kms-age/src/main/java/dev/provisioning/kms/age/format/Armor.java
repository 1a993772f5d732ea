package dev.provisioning.kms.age.format;

import dev.provisioning.kms.age.AgeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The words of the text form, and how it is told from the binary form. */
public final class Armor {
  static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
  static final String END = "-----END AGE ENCRYPTED FILE-----";
  static final int COLUMNS = 64;
  static final int LINE_BYTES = 48;

  /** The most white space before the first line and after the last one. */
  static final int MAX_WHITE_SPACE = 1024;

  private Armor() {}

  /**
   * Tells whether the source is to be read as armor, without consuming anything.
   *
   * @param source the start of a file
   * @return false if it is empty or starts like the version line of a binary file
   * @throws IOException if the source fails
   */
  public static boolean isArmored(BufferedInputStream source) throws IOException {
    source.mark(1);
    int first = source.read();
    source.reset();
    return first >= 0 && first != HeaderText.VERSION_LINE.charAt(0);
  }

  /**
   * Tells whether a file in memory is to be read as armor.
   *
   * @param file the file
   * @return false if it is empty or starts like the version line of a binary file
   */
  public static boolean isArmored(byte[] file) {
    return file.length > 0 && file[0] != HeaderText.VERSION_LINE.charAt(0);
  }

  /**
   * Decodes a text in memory.
   *
   * @param text the text form
   * @return the binary form
   * @throws AgeException ARMOR
   */
  public static byte[] decode(byte[] text) throws AgeException {
    try {
      return decode(new BufferedInputStream(new ByteArrayInputStream(text))).readAllBytes();
    } catch (AgeException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Encodes the text form in memory.
   *
   * @param binary the binary form
   * @return the text form
   */
  public static byte[] encode(byte[] binary) {
    // Four characters for three bytes and one line feed a line, with the first and last line.
    ByteArrayOutputStream text = new ByteArrayOutputStream((int) (binary.length * 1.36) + 96);
    try {
      ArmorWriter writer = new ArmorWriter(text);
      writer.write(binary);
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  /**
   * Decodes the text form.
   *
   * @param source a buffered source of the text
   * @return the bytes of the binary form; failures of the text are ARMOR
   */
  public static InputStream decode(BufferedInputStream source) {
    return new ArmorReader(source);
  }
}
