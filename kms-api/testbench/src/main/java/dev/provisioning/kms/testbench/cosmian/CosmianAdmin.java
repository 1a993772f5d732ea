package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Prepares keys, and sends raw requests. Safe for use by many threads. */
public final class CosmianAdmin {
  private final HttpClient client;
  private final URI address;
  private final CosmianEra era;
  private final String apiKey;
  private final TtlvReader reader = new TtlvReader();
  private final KeyRequests requests;

  private CosmianAdmin(HttpClient client, URI address, CosmianEra era, String apiKey) {
    this.client = client;
    this.address = address;
    this.era = era;
    this.apiKey = apiKey;
    requests = new KeyRequests(era);
  }

  static CosmianAdmin plain(URI address, CosmianEra era, String apiKey) {
    return new CosmianAdmin(builder().build(), address, era, apiKey);
  }

  static CosmianAdmin tls(URI address, CosmianEra era, SSLContext context) {
    return new CosmianAdmin(builder().sslContext(context).build(), address, era, "");
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10));
  }

  /**
   * An answer as it came.
   *
   * @param status the HTTP status
   * @param type the content type; empty if there is none
   * @param body the body as a text
   */
  public record Answer(int status, String type, String body) {}

  /**
   * Sends a request of HTTP.
   *
   * @param method such as {@code GET}
   * @param path such as {@code /health}
   * @param body the body; empty for none
   * @return the answer, whatever its status
   */
  public Answer send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(Duration.ofMinutes(1))
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty() && !method.equals("POST")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body));
    if (!apiKey.isEmpty()) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    try {
      HttpResponse<String> answer =
          client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("content-type").orElse(""),
          answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Sends an operation of KMIP.
   *
   * @param json the operation
   * @return the answer, whatever its status
   */
  public Answer kmip(String json) {
    return send("POST", "/kmip/2_1", json);
  }

  Ttlv run(Ttlv request) {
    Answer answer =
        kmip(new String(TtlvWriter.ofRequests().write(request), StandardCharsets.UTF_8));
    if (answer.status() != 200) {
      throw new AssertionError(request.tag() + ": " + answer);
    }
    return reader.read(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private String runForUid(Ttlv request) {
    return run(request).textOf("UniqueIdentifier").orElseThrow();
  }

  /**
   * Creates an active AES key of 256 bits, with its id as the name of a keyset where there are
   * keysets.
   *
   * @param uid the id
   */
  public void createKey(String uid) {
    run(requests.create(uid, true, era.hasKeysets()));
  }

  /**
   * Creates an active AES key of 256 bits that is in no keyset.
   *
   * @param uid the id; empty for one that the server makes
   * @return the id
   */
  public String createLoneKey(String uid) {
    return runForUid(requests.create(uid, true, false));
  }

  /**
   * Creates a key that is not active yet.
   *
   * @param uid the id
   */
  public void createInactiveKey(String uid) {
    run(requests.create(uid, false, era.hasKeysets()));
  }

  /**
   * Imports an active AES key.
   *
   * @param uid the id
   * @param material its bytes
   */
  public void importKey(String uid, byte[] material) {
    run(requests.importKey(uid, material));
  }

  /**
   * Replaces a key by a new one, in the way of the era.
   *
   * @param uid the id
   * @return the id of the new key
   */
  public String rekey(String uid) {
    return runForUid(requests.plain("ReKey", uid));
  }

  /**
   * Revokes a key.
   *
   * @param uid the id
   */
  public void revoke(String uid) {
    run(requests.revoke(uid, "CessationOfOperation"));
  }

  /**
   * Revokes a key as compromised.
   *
   * @param uid the id
   */
  public void compromise(String uid) {
    run(requests.revoke(uid, "KeyCompromise"));
  }

  /**
   * Destroys a key, which must be revoked.
   *
   * @param uid the id
   */
  public void destroy(String uid) {
    run(requests.plain("Destroy", uid));
  }

  /**
   * Returns an attribute of a key.
   *
   * @param uid the id
   * @param name such as {@code State}
   * @return its value as a text; empty if the key has no such attribute
   */
  public String attribute(String uid, String name) {
    return run(requests.plain("GetAttributes", uid)).at("Attributes").textOf(name).orElse("");
  }

  /**
   * Lets another user do operations with a key.
   *
   * @param uid the id
   * @param user the user
   * @param operations such as {@code encrypt}
   */
  public void grant(String uid, String user, String... operations) {
    String list =
        Arrays.stream(operations).map(o -> '"' + o + '"').collect(Collectors.joining(","));
    Answer answer =
        send(
            "POST",
            "/access/grant",
            "{\"unique_identifier\":\"%s\",\"user_id\":\"%s\",\"operation_types\":[%s]}"
                .formatted(uid, user, list));
    if (answer.status() != 200) {
      throw new AssertionError("grant: " + answer);
    }
  }
}
