package dev.provisioning.kms.vault.login;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Answers HTTP/1.1 on a free port of 127.0.0.1; one request a connection. */
final class TinyServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Function<Request, Reply> handler;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "tiny-server");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** A request; the names of headers are in lower case. */
  record Request(String method, String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** An answer. */
  record Reply(int status, String headers, String body) {
    static Reply json(int status, String body) {
      return new Reply(status, "Content-Type: application/json\r\n", body);
    }

    Reply with(String name, String value) {
      return new Reply(status, headers + name + ": " + value + "\r\n", body);
    }
  }

  TinyServer(Function<Request, Reply> handler) {
    this.handler = handler;
    try {
      socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        open.add(connection);
        threads.execute(() -> serve(connection));
      }
    } catch (IOException | RejectedExecutionException e) {
      // Closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      String first = line(in);
      if (!first.isEmpty()) {
        OutputStream out = connection.getOutputStream();
        out.write(bytes(handler.apply(request(first, in))));
        out.flush();
      }
    } catch (IOException e) {
      // The client has left, as some of the tests want it to.
    } finally {
      open.remove(connection);
    }
  }

  private static Request request(String first, InputStream in) throws IOException {
    String[] words = first.split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(words[0], words[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }

  private static byte[] bytes(Reply reply) {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    String length = reply.status() == 204 ? "" : "Content-Length: " + body.length + "\r\n";
    String head =
        "HTTP/1.1 %d .\r\n%s%sConnection: close\r\n\r\n"
            .formatted(reply.status(), reply.headers(), length);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    whole.writeBytes(body);
    return whole.toByteArray();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
