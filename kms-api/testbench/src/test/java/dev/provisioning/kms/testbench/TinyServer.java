package dev.provisioning.kms.testbench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server that counts its starts in a file and answers with the count and its environment. */
final class TinyServer {
  private TinyServer() {}

  public static void main(String[] args) throws IOException {
    Path starts = Path.of("starts");
    Files.writeString(starts, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.println("start number " + Files.size(starts));
    if (args.length > 1) {
      System.out.println("last words");
      System.exit(7);
    }
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              (Files.size(starts) + " " + System.getenv()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  static String ask(int port) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Starts it in a JVM of its own; with an argument more it ends at once. */
  record Command(List<String> more) implements ServerCommand {
    @Override
    public String name() {
      return "tiny";
    }

    @Override
    public List<String> line(int port, Path data) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classes = System.getProperty("java.class.path");
      String main = TinyServer.class.getName();
      return Stream.concat(
              Stream.of(java, "-cp", classes, main, Integer.toString(port)), more.stream())
          .toList();
    }

    @Override
    public Map<String, String> environment(int port, Path data) {
      return Map.of("TINY_PORT", Integer.toString(port));
    }

    @Override
    public Readiness readiness() {
      return port -> !ask(port).isEmpty();
    }
  }
}
