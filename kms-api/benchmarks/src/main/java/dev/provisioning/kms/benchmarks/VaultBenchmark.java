package dev.provisioning.kms.benchmarks;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.vault.VaultKms;
import dev.provisioning.kms.vault.VaultLogin;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
import org.springframework.vault.authentication.TokenAuthentication;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.core.VaultTransitOperations;
import org.springframework.vault.support.Plaintext;

/** One encryption on a running Vault in development mode, by each client. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class VaultBenchmark {
  private static final int BATCH = 100;

  @Param("http://127.0.0.1:8200")
  private String address;

  @Param("root")
  private String token;

  /** A data key or password, and a small file. */
  @Param({"32", "1024"})
  private int size;

  private byte[] plaintext;
  private final EncryptionContext context = EncryptionContext.of("env", "prod");
  private List<byte[]> plaintexts;
  private List<EncryptionContext> contexts;
  private HttpClient client;
  private Kms kms;
  private Vault driver;
  private Vault driverWithClient;
  private VaultTransitOperations spring;

  /** Opens every client, on a key of its own. */
  @Setup
  public void setUp() throws IOException, InterruptedException, VaultException {
    plaintext = new byte[size];
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    post("sys/mounts/transit", "{\"type\":\"transit\"}");
    post("transit/keys/bench", "{}");
    kms =
        Kms.of(
            VaultKms.builder()
                .address(URI.create(address))
                .login(VaultLogin.token(Secret.of(token.toCharArray())))
                .keyName("bench")
                .build());
    plaintexts = Collections.nCopies(BATCH, plaintext);
    contexts = Collections.nCopies(BATCH, context);
    driver = Vault.create(config().build());
    driverWithClient = Vault.create(config().httpClient(client).build());
    URI at = URI.create(address);
    VaultEndpoint endpoint = VaultEndpoint.create(at.getHost(), at.getPort());
    endpoint.setScheme(at.getScheme());
    spring = new VaultTemplate(endpoint, new TokenAuthentication(token)).opsForTransit();
    kms.encrypt(plaintext, context);
  }

  private VaultConfig config() {
    return new VaultConfig().address(address).token(token).engineVersion(1);
  }

  /** Closes ours. */
  @TearDown
  public void tearDown() {
    kms.close();
  }

  private HttpResponse<byte[]> post(String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
            .header("X-Vault-Token", token)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.getBytes(StandardCharsets.UTF_8)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private String base64() {
    return Base64.getEncoder().encodeToString(plaintext);
  }

  /** The JDK's client and a request made of texts: the floor. */
  @Benchmark
  public byte[] raw() throws IOException, InterruptedException {
    return post("transit/encrypt/bench", "{\"plaintext\":\"" + base64() + "\"}").body();
  }

  /** The same with associated data, which the server pays for. */
  @Benchmark
  public byte[] rawWithAssociatedData() throws IOException, InterruptedException {
    String bound = Base64.getEncoder().encodeToString(context.canonicalBytes());
    return post(
            "transit/encrypt/bench",
            "{\"plaintext\":\"" + base64() + "\",\"associated_data\":\"" + bound + "\"}")
        .body();
  }

  /** A hundred with associated data in one request: what the server makes of it, at best. */
  @Benchmark
  public byte[] rawBatchOf100() throws IOException, InterruptedException {
    String bound = Base64.getEncoder().encodeToString(context.canonicalBytes());
    String item = "{\"plaintext\":\"" + base64() + "\",\"associated_data\":\"" + bound + "\"}";
    String items = String.join(",", Collections.nCopies(BATCH, item));
    return post("transit/encrypt/bench", "{\"batch_input\":[" + items + "]}").body();
  }

  /** Ours, without a context. */
  @Benchmark
  public Object kms() {
    return kms.encrypt(plaintext, EncryptionContext.empty());
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

  /** The driver as it comes: a client for each call. */
  @Benchmark
  public Object driver() throws VaultException {
    return driver.logical().write("transit/encrypt/bench", Map.of("plaintext", base64()));
  }

  /** The driver with a client that is kept. */
  @Benchmark
  public Object driverWithClient() throws VaultException {
    return driverWithClient.logical().write("transit/encrypt/bench", Map.of("plaintext", base64()));
  }

  /** Spring Vault. */
  @Benchmark
  public Object spring() {
    return spring.encrypt("bench", Plaintext.of(plaintext));
  }
}
