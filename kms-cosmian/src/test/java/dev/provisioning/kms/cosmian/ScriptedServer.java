package dev.provisioning.kms.cosmian;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests by a script, each kind from its own queue whose last entry is kept. */
final class ScriptedServer implements AutoCloseable {
  /** The status of a connection that ends without an answer. */
  static final int NO_ANSWER = 0;

  /** The status of a connection that stays and says nothing. */
  static final int SILENCE = -1;

  /** What came: the request line, the headers and the body. */
  record Received(String line, String headers, String body) {
    /** Such as {@code Encrypt}, or {@code /version}. */
    String kind() {
      String path = line.split(" ", -1)[1];
      return path.equals("/kmip/2_1") ? body.split("\"", 5)[3] : path;
    }

    Optional<String> header(String name) {
      return headers
          .lines()
          .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(h -> h.substring(h.indexOf(':') + 1).strip())
          .findFirst();
    }
  }

  record Reply(int status, String body) {}

  private final ServerSocket socket;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Reply>> script = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<Received> received = new ConcurrentLinkedDeque<>();

  ScriptedServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "scripted-server");
    thread.setDaemon(true);
    thread.start();
    version("5.28.0 (OpenSSL 3.0.19 27 Jan 2026-FIPS)");
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  ScriptedServer version(String text) {
    return on("/version", 200, "\"" + text + "\"");
  }

  /** Replaces what a kind of request gets. */
  ScriptedServer on(String kind, int status, String body) {
    script.put(kind, new ArrayDeque<>(List.of(new Reply(status, body))));
    return this;
  }

  /** Adds what a kind of request gets afterwards. */
  ScriptedServer then(String kind, int status, String body) {
    script.computeIfAbsent(kind, k -> new ArrayDeque<>()).add(new Reply(status, body));
    return this;
  }

  List<Received> received(String kind) {
    return received.stream().filter(r -> r.kind().equals(kind)).toList();
  }

  private void accept() {
    while (true) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        Thread thread = new Thread(() -> serve(connection), "scripted-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (true) {
        String line = line(in);
        if (line.isEmpty()) {
          return;
        }
        StringBuilder headers = new StringBuilder();
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          headers.append(header).append('\n');
          if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(header.substring(15).strip());
          }
        }
        Received request =
            new Received(line, headers.toString(), new String(in.readNBytes(length), UTF_8));
        received.add(request);
        Reply reply = reply(request.kind());
        if (reply.status() == NO_ANSWER) {
          return;
        }
        if (reply.status() == SILENCE) {
          in.readAllBytes();
          return;
        }
        byte[] body = reply.body().getBytes(UTF_8);
        out.write(
            ("HTTP/1.1 " + reply.status() + " x\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        out.write(body);
        out.flush();
      }
    } catch (IOException e) {
      // The client went away, or the test is over.
    }
  }

  private Reply reply(String kind) {
    Queue<Reply> queue = script.get(kind);
    if (queue == null) {
      return new Reply(404, "");
    }
    Reply next = queue.peek();
    if (queue.size() > 1) {
      queue.remove();
    }
    return next == null ? new Reply(404, "") : next;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
