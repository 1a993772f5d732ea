package dev.provisioning.kms.testbench.cosmian;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server of loopback, and loses their connections on demand. */
public final class TcpRelay implements AutoCloseable {
  private final int target;
  private final ServerSocket listener;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "tcp-relay");
            thread.setDaemon(true);
            return thread;
          });

  private TcpRelay(int target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  /**
   * Starts a relay on a free port.
   *
   * @param target the server's port
   * @return the running relay
   * @throws IOException if no port is free
   */
  public static TcpRelay start(int target) throws IOException {
    TcpRelay relay =
        new TcpRelay(target, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    relay.threads.execute(relay::accept);
    return relay;
  }

  /**
   * Returns the port for the client.
   *
   * @return the port
   */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Returns how many connections clients have made.
   *
   * @return the number
   */
  public int connections() {
    return connections.get();
  }

  /** Ends every connection, as a server does with those that are idle. */
  public void drop() {
    open.forEach(TcpRelay::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        threads.execute(() -> copy(client, server));
        threads.execute(() -> copy(server, client));
      } catch (IOException e) {
        // The relay ends, or the server is not there; the client notices.
      }
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One of the two went away, and the other one goes with it.
    } finally {
      end(from);
      end(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    end(listener);
    drop();
    threads.shutdownNow();
  }
}
