package dev.provisioning.kms.testbench.cosmian;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A small HTTP/1.1 server of our own, since a fault below HTTP needs the socket. */
final class WireServer implements AutoCloseable {
  /** Answers the requests. */
  interface Handler {
    Exchange handle(WireRequest request) throws InterruptedException;
  }

  /** An answer and what goes wrong with it. */
  record Exchange(WireReply reply, Fault.Kind fault) {}

  private final ServerSocket listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "cosmian-stand-in");
            thread.setDaemon(true);
            return thread;
          });

  private WireServer(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  /**
   * Listens on loopback, on a port below those of outgoing connections, one of which might sit on
   * it when a killed server comes back.
   */
  static WireServer start(ServerSocketFactory sockets, Handler handler) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        return start(sockets, ThreadLocalRandom.current().nextInt(12_000, 32_000), handler);
      } catch (BindException e) {
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }

  /** Listens on a port of loopback. */
  static WireServer start(ServerSocketFactory sockets, int port, Handler handler)
      throws IOException {
    ServerSocket listener = sockets.createServerSocket();
    listener.setReuseAddress(true);
    if (listener instanceof SSLServerSocket secure) {
      // As the real one: without a certificate the request is refused, not the connection.
      secure.setWantClientAuth(true);
    }
    try {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    WireServer server = new WireServer(listener, handler);
    server.threads.execute(server::accept);
    return server;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      acceptAll();
    } finally {
      closed.countDown();
    }
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String user = certified(socket);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      WireRequest request = WireRequest.read(in, user);
      while (request != null && answer(request, socket, in, out)) {
        request = WireRequest.read(in, user);
      }
    } catch (IOException e) {
      // The client went away, or its certificate is of another authority.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  /** The user that the client's certificate names, as the server takes its common name. */
  private static String certified(Socket socket) throws IOException {
    if (socket instanceof SSLSocket secure) {
      secure.startHandshake();
      try {
        Principal subject = secure.getSession().getPeerPrincipal();
        return subject.getName().replaceFirst("^CN=([^,]*).*$", "$1");
      } catch (SSLPeerUnverifiedException e) {
        return "";
      }
    }
    return "";
  }

  /** Tells whether the connection goes on. */
  private boolean answer(WireRequest request, Socket socket, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    Exchange exchange = handler.handle(request);
    WireReply reply = exchange.reply();
    int all = reply.body().length;
    switch (exchange.fault()) {
      case RESET, RESET_UNHEARD -> {
        reset(socket);
        return false;
      }
      case TRUNCATED -> {
        reply.write(out, all / 2);
        return false;
      }
      case SILENT -> {
        return in.read() >= 0;
      }
      case HALF_SILENT -> {
        reply.write(out, all / 2);
        return in.read() >= 0;
      }
      default -> {
        reply.write(out, all);
        return request.keepsAlive();
      }
    }
  }

  private static void reset(Socket socket) {
    try {
      // Nothing is sent any more, and the client learns of it by a RST.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  /** Ends as a process that is killed: whatever is under way is reset. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // Nothing listens then.
    }
    try {
      // The port is taken until the thread that waits for connections has left the kernel.
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(WireServer::reset);
    threads.shutdownNow();
  }
}
