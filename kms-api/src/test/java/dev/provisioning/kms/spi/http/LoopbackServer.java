package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 on a raw socket, so that a test decides about every byte and every connection. */
final class LoopbackServer implements AutoCloseable {
  private final ServerSocket listener;
  private final @Nullable SSLContext tls;
  private final boolean wantsClient;
  private final Handler handler;
  private final List<Received> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String greeting = "";
  private volatile String[] protocols = {"TLSv1.3", "TLSv1.2"};

  /** Answers one request; an exception or a closed socket ends the connection. */
  interface Handler {
    void answer(Received request, Connection connection) throws IOException, InterruptedException;
  }

  /** A request as it came. */
  record Received(
      String method,
      String path,
      SortedMap<String, String> headers,
      String body,
      int onConnection) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** The connection of a request, from 1. */
  record Connection(Socket socket, int number) {
    void reply(int status, String body, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      write(head + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body);
    }

    void write(String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(UTF_8));
      out.flush();
    }

    void close() throws IOException {
      socket.close();
    }
  }

  private LoopbackServer(@Nullable SSLContext tls, boolean wantsClient, Handler handler) {
    try {
      this.listener = new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.tls = tls;
    this.wantsClient = wantsClient;
    this.handler = handler;
  }

  static LoopbackServer start(Handler handler) {
    return new LoopbackServer(null, false, handler).listening();
  }

  static LoopbackServer startTls(SSLContext tls, boolean wantsClient, Handler handler) {
    return new LoopbackServer(tls, wantsClient, handler).listening();
  }

  /** Says something as soon as somebody says anything. */
  static LoopbackServer speaking(String text) {
    LoopbackServer server = start(ok(""));
    server.greeting = text;
    return server;
  }

  /** Narrows what new connections are spoken with. */
  void protocols(String... names) {
    protocols = names.clone();
  }

  static Handler ok(String body) {
    return (request, connection) -> connection.reply(200, body);
  }

  private LoopbackServer listening() {
    thread(this::accept);
    return this;
  }

  URI uri() {
    return uri("127.0.0.1");
  }

  URI uri(String host) {
    return URI.create(
        (tls == null ? "http://" : "https://") + host + ":" + listener.getLocalPort());
  }

  List<Received> requests() {
    return requests;
  }

  int connections() {
    return connections.get();
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "loopback-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        int number = connections.incrementAndGet();
        thread(() -> open(socket, number));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void open(Socket socket, int number) {
    try (socket) {
      serve(new Connection(tls == null ? socket : encrypted(tls, socket), number));
    } catch (IOException | InterruptedException e) {
      drain(socket);
    }
  }

  /** Leaves the socket beneath open, so that an alert is not overtaken by a reset. */
  private Socket encrypted(SSLContext context, Socket socket) throws IOException {
    SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
    encrypted.setEnabledProtocols(protocols);
    encrypted.setNeedClientAuth(wantsClient);
    return encrypted;
  }

  private static void drain(Socket socket) {
    try {
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client or the test is through with it.
    }
  }

  private void serve(Connection connection) throws IOException, InterruptedException {
    try (Socket socket = connection.socket()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (!greeting.isEmpty()) {
        in.read();
        connection.write(greeting);
        in.readAllBytes();
      }
      for (int count = 1; !socket.isClosed(); count++) {
        Received request = read(in, count);
        requests.add(request);
        handler.answer(request, connection);
      }
    }
  }

  private static Received read(InputStream in, int count) throws IOException {
    String[] first = line(in).split(" ", -1);
    SortedMap<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), UTF_8);
    return new Received(first[0], first[1], headers, body, count);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("end of the connection");
      }
      line.append((char) c);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8).stripTrailing();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
