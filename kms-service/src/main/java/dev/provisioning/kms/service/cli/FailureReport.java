package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.Disk;
import dev.provisioning.kms.service.cli.io.NamedOutput;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.migrate.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What could not be moved, one JSON object a line, written as it happens. */
final class FailureReport implements AutoCloseable {
  private final OutputStream out;

  private FailureReport(OutputStream out) {
    this.out = out;
  }

  static FailureReport at(Path file, boolean replace, Disk disk) throws IOException {
    if (!replace) {
      // Refuses what is there, also if it appeared a moment ago, and links to nowhere.
      Files.createFile(file);
    }
    return new FailureReport(NamedOutput.open(disk, file, file));
  }

  void add(Place place, String code, String message) throws IOException {
    JsonObject line = new JsonObject();
    if (place instanceof Place.InTree tree) {
      line.put("path", tree.path().toString());
    } else if (place instanceof Place.InStream stream) {
      line.put("line", stream.number());
    }
    line.put("code", code).put("message", message);
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
