package dev.provisioning.kms.benchmarks;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.Age;
import dev.provisioning.kms.age.AgeDecryption;
import dev.provisioning.kms.age.AgeEncryption;
import dev.provisioning.kms.age.AgeIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages in memory: ours, ours with a context, and jagged, on the same key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AgeMessageBenchmark {
  @Param({"1024", "65536", "1048576"})
  private int size;

  private byte[] plaintext;
  private byte[] file;
  private byte[] contextFile;
  private AgeEncryption encryption;
  private AgeEncryption contextEncryption;
  private AgeDecryption decryption;
  private AgeDecryption contextDecryption;
  private List<RecipientStanzaWriter> writers;
  private List<RecipientStanzaReader> readers;

  /** Makes one key for all. */
  @Setup
  public void setUp() throws GeneralSecurityException {
    AgeIdentity identity = AgeIdentity.generate();
    EncryptionContext context = EncryptionContext.parse("env=prod,service=api");
    plaintext = new byte[size];
    encryption = Age.encryptTo(List.of(identity.recipient()));
    contextEncryption = encryption.context(context);
    decryption = Age.decryptWith(List.of(identity));
    contextDecryption = decryption.context(context);
    file = encryption.encrypt(plaintext);
    contextFile = contextEncryption.encrypt(plaintext);
    writers =
        List.of(
            X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(
                identity.recipient().toString()));
    readers =
        List.of(
            X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                new String(identity.exportSecret())));
  }

  @Benchmark
  public byte[] encrypt() {
    return encryption.encrypt(plaintext);
  }

  @Benchmark
  public byte[] encryptWithContext() {
    return contextEncryption.encrypt(plaintext);
  }

  @Benchmark
  public byte[] decrypt() throws IOException {
    return decryption.decrypt(file);
  }

  @Benchmark
  public byte[] decryptWithContext() throws IOException {
    return contextDecryption.decrypt(contextFile);
  }

  @Benchmark
  public byte[] encryptJagged() throws IOException, GeneralSecurityException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 512);
    try (WritableByteChannel channel =
        new StandardEncryptingChannelFactory()
            .newEncryptingChannel(Channels.newChannel(out), writers)) {
      channel.write(ByteBuffer.wrap(plaintext));
    }
    return out.toByteArray();
  }

  @Benchmark
  public byte[] decryptJagged() throws IOException, GeneralSecurityException {
    ByteBuffer out = ByteBuffer.allocate(size + 1);
    try (ReadableByteChannel channel =
        new StandardDecryptingChannelFactory()
            .newDecryptingChannel(Channels.newChannel(new ByteArrayInputStream(file)), readers)) {
      while (channel.read(out) >= 0) {
        // Reads until the end.
      }
    }
    return out.array();
  }
}
