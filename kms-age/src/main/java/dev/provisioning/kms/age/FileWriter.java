package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.ArmorWriter;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.stream.ChunkSealer;
import dev.provisioning.kms.age.stream.ParallelSealer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A file that is being written: header and nonce are out, the chunks follow. */
final class FileWriter {
  private final OutputStream out;
  private final @Nullable ArmorWriter armor;
  private final OutputStream binary;
  private final PayloadKey key;

  FileWriter(AgeEncryption encryption, OutputStream out) throws IOException {
    this.out = out;
    byte[] nonce = encryption.newNonce();
    byte[] header;
    try (FileKey fileKey = encryption.newFileKey()) {
      header = encryption.header(fileKey, Limits.STREAM);
      this.key = fileKey.payloadKey(nonce);
    }
    this.armor = encryption.isArmored() ? new ArmorWriter(out) : null;
    this.binary = armor == null ? out : armor;
    boolean started = false;
    try {
      binary.write(header);
      binary.write(nonce);
      started = true;
    } finally {
      if (!started) {
        key.destroy();
      }
    }
  }

  long writeAll(InputStream in, int threads) throws IOException {
    long total;
    if (threads == 1) {
      try (ChunkSealer chunks = sealer()) {
        total = chunks.transferFrom(in);
      }
    } else {
      total = new ParallelSealer(in, binary, key).run(threads);
    }
    end();
    return total;
  }

  ChunkSealer sealer() {
    return new ChunkSealer(binary, key);
  }

  /** Ends the armor and flushes, after the last chunk. */
  void end() throws IOException {
    if (armor != null) {
      armor.finish();
    }
    out.flush();
  }
}
