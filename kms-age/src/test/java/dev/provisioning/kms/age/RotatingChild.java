package dev.provisioning.kms.age;

import java.nio.file.Path;

/** The program of a process that rotates the keys of another one. */
final class RotatingChild {
  private RotatingChild() {}

  public static void main(String[] arguments) {
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      System.out.println(AgeKeyFile.rotate(Path.of(arguments[0]), Path.of(arguments[1])));
    }
  }
}
