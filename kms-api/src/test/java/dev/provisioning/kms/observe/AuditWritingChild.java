package dev.provisioning.kms.observe;

import java.nio.file.Path;

/** A process that writes records until it is killed, and tells each one that is on the disk. */
final class AuditWritingChild {
  private AuditWritingChild() {}

  public static void main(String[] args) {
    try (AuditFile audit =
        AuditFile.builder(Path.of(args[0])).checkpointEvery(7).rotateBytes(20_000).open()) {
      while (!System.out.checkError()) {
        audit.on(Events.decrypt());
        System.out.println(audit.head());
        System.out.flush();
      }
    }
  }
}
