package dev.provisioning.kms.benchmarks;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.CosmianKms;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One encryption on a running Cosmian KMS, beside the same request by the JDK's client. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CosmianBenchmark {
  private static final int BATCH = 100;
  private static final String CIPHER =
      "{\"tag\":\"CryptographicParameters\",\"type\":\"Structure\",\"value\":["
          + "{\"tag\":\"BlockCipherMode\",\"type\":\"Enumeration\",\"value\":\"GCM\"},"
          + "{\"tag\":\"CryptographicAlgorithm\",\"type\":\"Enumeration\",\"value\":\"AES\"}]}";

  @Param("http://127.0.0.1:9998")
  private String address;

  /** A data key or password, and a small file. */
  @Param({"32", "1024"})
  private int size;

  private final EncryptionContext context = EncryptionContext.of("env", "prod");
  private byte[] plaintext;
  private List<byte[]> plaintexts;
  private List<EncryptionContext> contexts;
  private HttpClient client;
  private Kms kms;

  /** Opens both clients, on one key. */
  @Setup
  public void setUp() {
    plaintext = new byte[size];
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    kms = Kms.of(CosmianKms.builder().address(URI.create(address)).defaultKeyId("bench").build());
    kms.createKey();
    plaintexts = Collections.nCopies(BATCH, plaintext);
    contexts = Collections.nCopies(BATCH, context);
  }

  /** Closes ours. */
  @TearDown
  public void tearDown() {
    kms.close();
  }

  private String fields() {
    HexFormat hex = HexFormat.of().withUpperCase();
    return "{\"tag\":\"UniqueIdentifier\",\"type\":\"TextString\",\"value\":\"bench\"},"
        + CIPHER
        + ",{\"tag\":\"Data\",\"type\":\"ByteString\",\"value\":\""
        + hex.formatHex(plaintext)
        + "\"},{\"tag\":\"AuthenticatedEncryptionAdditionalData\",\"type\":\"ByteString\",\"value\":\""
        + hex.formatHex(context.canonicalBytes())
        + "\"}";
  }

  private byte[] post(String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/kmip/2_1"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.getBytes(StandardCharsets.UTF_8)))
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    return response.body();
  }

  /** The JDK's client and a request made of texts: the floor. */
  @Benchmark
  public byte[] raw() throws IOException, InterruptedException {
    return post("{\"tag\":\"Encrypt\",\"type\":\"Structure\",\"value\":[" + fields() + "]}");
  }

  /** Ours, with a context. */
  @Benchmark
  public Object kmsWithContext() {
    return kms.encrypt(plaintext, context);
  }

  /** Ours, a hundred with a context. */
  @Benchmark
  public Object kmsBatchOf100() {
    List<? extends KmsResult<?>> results = kms.encryptAll(plaintexts, contexts);
    results.forEach(result -> Objects.requireNonNull(result.get()));
    return results;
  }
}
