package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One client's connection: a request, its answer, the next request. */
final class WireConnection implements Runnable {
  private final Socket socket;
  private final int number;
  private final Function<WireRequest, WireReply> handler;

  WireConnection(Socket socket, int number, Function<WireRequest, WireReply> handler) {
    this.socket = socket;
    this.number = number;
    this.handler = handler;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      WireInput input = new WireInput(socket.getInputStream(), clientChain(), number);
      WireRequest request = input.next();
      while (request != null && answer(request)) {
        request = input.next();
      }
    } catch (IOException e) {
      // The client or a stop of this server ended the connection; both are part of tests.
    }
  }

  private List<X509Certificate> clientChain() throws IOException {
    if (!(socket instanceof SSLSocket tls)) {
      return List.of();
    }
    tls.startHandshake();
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : tls.getSession().getPeerCertificates()) {
        chain.add((X509Certificate) certificate);
      }
      return chain;
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  private boolean answer(WireRequest request) throws IOException {
    @Nullable String wish = request.header("Connection").orElse(null);
    boolean last = "close".equalsIgnoreCase(wish);
    WireReply reply = handler.apply(request);
    if (reply.delivery() == WireReply.Delivery.RESET) {
      reset();
      return false;
    }
    OutputStream out = socket.getOutputStream();
    byte[] head = reply.head(last);
    byte[] body = request.method().equals("HEAD") ? new byte[0] : reply.bytes();
    boolean whole =
        reply.delivery() == WireReply.Delivery.WHOLE
            || reply.delivery() == WireReply.Delivery.THEN_CLOSED;
    int length = whole ? body.length : body.length / 2;
    // One write: a head in a packet of its own would make the client wait for the second.
    byte[] all = new byte[head.length + length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, length);
    out.write(all);
    out.flush();
    if (reply.delivery() == WireReply.Delivery.STALLED) {
      // Ends when the client gives up or the server is stopped.
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
    return !last && reply.delivery() == WireReply.Delivery.WHOLE;
  }

  /** Ends the connection the hard way, as a crash of the machine behind a balancer looks. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }
}
