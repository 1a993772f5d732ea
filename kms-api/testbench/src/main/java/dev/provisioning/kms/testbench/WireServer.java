package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server for stand-ins, on a port of its own on 127.0.0.1. Unlike the JDK's it can
 * misbehave: cut an answer, reset a connection, close one that the client believes alive. It can be
 * stopped and started again on the same port. Threads are its own.
 */
public final class WireServer implements AutoCloseable {
  private final Function<WireRequest, WireReply> handler;
  private final @Nullable SSLContext tls;
  private final int port;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<WireConnection> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Listening listening;

  private record Listening(ServerSocket socket, ExecutorService threads, Future<?> accepting) {}

  private WireServer(Function<WireRequest, WireReply> handler, @Nullable SSLContext tls) {
    this.handler = handler;
    this.tls = tls;
    this.port = FreePort.pick();
  }

  /** Starts a server that speaks plain HTTP. */
  public static WireServer start(Function<WireRequest, WireReply> handler) {
    return started(new WireServer(handler, null));
  }

  /** Starts a server that speaks TLS and asks for, but does not demand, a client certificate. */
  public static WireServer start(Function<WireRequest, WireReply> handler, SSLContext tls) {
    return started(new WireServer(handler, tls));
  }

  private static WireServer started(WireServer server) {
    server.startAgain();
    return server;
  }

  /** The port; it stays the same. */
  public int port() {
    return port;
  }

  /** How many connections clients have made so far. */
  public int connections() {
    return connections.get();
  }

  /** Whether it accepts connections. */
  public boolean isRunning() {
    lock.lock();
    try {
      return listening != null;
    } finally {
      lock.unlock();
    }
  }

  /** Accepts connections again after {@link #stop}. */
  public void startAgain() {
    lock.lock();
    try {
      if (listening != null) {
        throw new IllegalStateException("the server runs");
      }
      ServerSocket socket = bind();
      ExecutorService threads = Executors.newCachedThreadPool(WireServer::daemon);
      listening = new Listening(socket, threads, threads.submit(() -> accept(socket, threads)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Stops listening and resets every connection, in the middle of whatever it was at. */
  public void stop() {
    lock.lock();
    try {
      if (listening == null) {
        return;
      }
      listening.socket.close();
      awaitEnd(listening.accepting);
      open.forEach(WireConnection::reset);
      listening.threads.shutdownNow();
      listening = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** The port stays taken until the thread that waits for connections has left the kernel. */
  private static void awaitEnd(Future<?> accepting) {
    try {
      accepting.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private ServerSocket bind() throws IOException {
    ServerSocket socket =
        tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
    if (socket instanceof SSLServerSocket secure) {
      secure.setWantClientAuth(true);
    }
    // The connections of the time before a restart are still in TIME_WAIT.
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    return socket;
  }

  private void accept(ServerSocket socket, ExecutorService threads) {
    try {
      while (true) {
        Socket accepted = socket.accept();
        WireConnection connection =
            new WireConnection(accepted, connections.incrementAndGet(), handler);
        open.add(connection);
        if (socket.isClosed()) {
          connection.reset();
        }
        threads.execute(() -> serve(connection));
      }
    } catch (IOException | RejectedExecutionException e) {
      // Stopped.
    }
  }

  private void serve(WireConnection connection) {
    try {
      connection.run();
    } finally {
      open.remove(connection);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "wire-server");
    thread.setDaemon(true);
    return thread;
  }
}
