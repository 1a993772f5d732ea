package dev.provisioning.kms.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Says over HTTP what a test wants to hear, and remembers what it was asked. A script that returns
 * null lets the connection break.
 */
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Function<Request, Reply> script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * A request.
   *
   * @param method its method
   * @param path its path
   * @param headers by name, in lower case
   * @param body its body
   */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /**
   * An answer.
   *
   * @param status its status
   * @param headers further lines, each with its line break
   * @param body its body
   */
  public record Reply(int status, String headers, String body) {
    /**
     * An answer without further headers.
     *
     * @param status its status
     * @param body its body
     */
    public Reply(int status, String body) {
      this(status, "", body);
    }
  }

  /**
   * Listens on a free port.
   *
   * @param script answers
   */
  public ScriptedServer(Function<Request, Reply> script) {
    this.script = script;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /**
   * Tells where it listens.
   *
   * @return the address
   */
  public URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /**
   * Tells what it was asked.
   *
   * @return the requests so far
   */
  public List<Request> requests() {
    return requests;
  }

  /**
   * A client of this server alone.
   *
   * @return the client
   */
  public VaultKms client() {
    return builder().build();
  }

  /**
   * A client of this server to be completed.
   *
   * @return the builder
   */
  public VaultKmsBuilder builder() {
    return VaultKms.builder()
        .address(address())
        .keyName("app")
        .login(VaultLogin.token(() -> "hvs.SECRET-TOKEN".toCharArray()));
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Request request = read(new BufferedInputStream(connection.getInputStream()));
      requests.add(request);
      Reply reply = script.apply(request);
      if (reply == null) {
        return;
      }
      byte[] body = reply.body().getBytes(UTF_8);
      String head = "HTTP/1.1 " + reply.status() + " x\r\nConnection: close\r\n" + reply.headers();
      String length =
          reply.status() == 204 ? "\r\n" : "Content-Length: " + body.length + "\r\n\r\n";
      OutputStream out = connection.getOutputStream();
      out.write((head + length).getBytes(ISO_8859_1));
      out.write(body);
      out.flush();
    } catch (IOException e) {
      // The client has gone, which is its business.
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] start = line(in).split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(start[0], start[1], headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("end of the request");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
