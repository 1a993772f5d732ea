package dev.provisioning.kms.testbench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a stand-in answers, and how it goes over the wire. Immutable. */
public final class WireReply {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Delivery delivery;

  /** How an answer goes over the wire. */
  public enum Delivery {
    /** As it should. */
    WHOLE,
    /** Then the connection ends unannounced: a client that keeps it finds it dead. */
    THEN_CLOSED,
    /** The head and half of the body, then nothing more until the client leaves. */
    STALLED,
    /** The head with the whole length and half of the body, then the end of the connection. */
    CUT,
    /** Nothing at all: the connection is reset after the request was read. */
    RESET
  }

  private WireReply(int status, Map<String, String> headers, byte[] body, Delivery delivery) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.delivery = delivery;
  }

  /** An answer with a JSON body. */
  public static WireReply json(int status, String body) {
    return new WireReply(
            status, new TreeMap<>(), body.getBytes(StandardCharsets.UTF_8), Delivery.WHOLE)
        .header("Content-Type", "application/json");
  }

  /** An answer without a body. */
  public static WireReply empty(int status) {
    return new WireReply(status, new TreeMap<>(), new byte[0], Delivery.WHOLE);
  }

  /** The same answer with a header more. */
  public WireReply header(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new WireReply(status, more, body, delivery);
  }

  /** The same head with another body; its length goes into the head. */
  public WireReply body(String text) {
    return new WireReply(status, headers, text.getBytes(StandardCharsets.UTF_8), delivery);
  }

  /** The same answer, delivered otherwise. */
  public WireReply delivered(Delivery how) {
    return new WireReply(status, headers, body, how);
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return body.clone();
  }

  Delivery delivery() {
    return delivery;
  }

  byte[] head(boolean last) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" .\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (status != 204) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    if (last) {
      head.append("Connection: close\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
