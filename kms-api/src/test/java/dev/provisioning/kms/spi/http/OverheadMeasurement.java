package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

/** Compares the transport with the JDK's own client, call by call; a program, no test. */
final class OverheadMeasurement {
  private static final int CALLS = 3000;

  private OverheadMeasurement() {}

  /** Prints the medians of alternating calls. */
  public static void main(String[] arguments) throws Exception {
    byte[] body = "x".repeat(200).getBytes(UTF_8);
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("y".repeat(300)));
        HttpTransport transport = Calls.open(server)) {
      HttpClient raw = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      URI target = URI.create(server.uri() + "/v1/x");
      long theirSum = 0;
      long ourSum = 0;
      for (int round = 0; round < 12; round++) {
        long[] theirs = new long[CALLS];
        long[] ours = new long[CALLS];
        for (int i = 0; i < CALLS; i++) {
          long start = System.nanoTime();
          int unused =
              raw.send(
                      HttpRequest.newBuilder(target)
                          .header("X-Vault-Token", "s.secret")
                          .header("Content-Type", "application/json")
                          .POST(BodyPublishers.ofByteArray(body))
                          .build(),
                      BodyHandlers.ofByteArray())
                  .body()
                  .length;
          long between = System.nanoTime();
          try (HttpReply reply =
              transport.send(
                  HttpCall.of("POST", "/v1/x")
                      .secretHeader("X-Vault-Token", "s.secret".toCharArray())
                      .body(body, "application/json")
                      .build())) {
            unused = reply.body().length;
          }
          theirs[i] = between - start;
          ours[i] = System.nanoTime() - between;
        }
        Arrays.sort(theirs);
        Arrays.sort(ours);
        // The first rounds warm up.
        if (round >= 4) {
          theirSum += theirs[CALLS / 2];
          ourSum += ours[CALLS / 2];
        }
      }
      System.out.printf(
          "mean of 8 medians of %d calls: JDK %d us, transport %d us, ratio %.3f%n",
          CALLS, theirSum / 8000, ourSum / 8000, (double) ourSum / theirSum);
    }
  }
}
