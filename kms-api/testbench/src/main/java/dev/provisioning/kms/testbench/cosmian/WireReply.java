package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer of HTTP/1.1; no type and no body are empty. */
final class WireReply {
  private final int status;
  private final String type;
  private final byte[] body;

  WireReply(int status, String type, byte[] body) {
    this.status = status;
    this.type = type;
    this.body = body;
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  byte[] body() {
    return body;
  }

  static WireReply json(byte[] body) {
    return new WireReply(200, "application/json", body);
  }

  static WireReply json(String body) {
    return json(body.getBytes(StandardCharsets.UTF_8));
  }

  /** How the server answers errors of its operations. */
  static WireReply error(int status, String text) {
    return new WireReply(status, "text/html; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** How it answers before they begin. */
  static WireReply bare(int status, String text) {
    return new WireReply(status, "", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the head, and as much of the body as is wanted. */
  void write(OutputStream out, int bytes) throws IOException {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(" -\r\n");
    head.append("content-length: ").append(body.length).append("\r\n");
    if (!type.isEmpty()) {
      head.append("content-type: ").append(type).append("\r\n");
    }
    head.append("\r\n");
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body, 0, bytes);
    out.flush();
  }
}
