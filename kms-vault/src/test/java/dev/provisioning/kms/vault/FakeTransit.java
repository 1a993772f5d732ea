package dev.provisioning.kms.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.vault.ScriptedServer.Reply;
import dev.provisioning.kms.vault.ScriptedServer.Request;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Encrypts and decrypts like Transit, without a secret and with the faults that a test wants. */
public final class FakeTransit implements Function<Request, Reply> {
  private static final Pattern ITEM = Pattern.compile("\\{[^{}]*\\}");
  private final boolean encryptBinds;
  private final boolean decryptBinds;

  private FakeTransit(boolean encryptBinds, boolean decryptBinds) {
    this.encryptBinds = encryptBinds;
    this.decryptBinds = decryptBinds;
  }

  /**
   * Binds.
   *
   * @return as a server should be
   */
  public static FakeTransit binding() {
    return new FakeTransit(true, true);
  }

  /**
   * Ignores associated data.
   *
   * @return as servers before Vault 1.13
   */
  public static FakeTransit ignoring() {
    return new FakeTransit(false, false);
  }

  /**
   * Ignores associated data when it encrypts.
   *
   * @return as old servers and new ones behind one address
   */
  public static FakeTransit mixed() {
    return new FakeTransit(false, true);
  }

  /**
   * A failure.
   *
   * @param status its status
   * @param text its text
   * @return the answer
   */
  public static Reply error(int status, String text) {
    return new Reply(status, "{\"errors\":[\"" + text + "\"]}");
  }

  /**
   * What a policy denies.
   *
   * @return the answer
   */
  public static Reply denied() {
    return error(403, "permission denied");
  }

  @Override
  public Reply apply(Request request) {
    boolean encrypt = request.path().contains("/encrypt/");
    if (!request.body().contains("\"batch_input\"")) {
      String item = item(encrypt, request.body());
      if (item.contains("from factory")) {
        return error(500, text(item, "error"));
      }
      return item.contains("\"error\"")
          ? error(400, text(item, "error"))
          : new Reply(200, "{\"data\":" + item + "}");
    }
    List<String> items = new ArrayList<>();
    String batch = request.body().substring(request.body().indexOf('['));
    for (MatchResult found : ITEM.matcher(batch).results().toList()) {
      items.add(item(encrypt, found.group()));
    }
    boolean failed = items.stream().anyMatch(i -> i.contains("\"error\""));
    return new Reply(
        failed ? 400 : 200, "{\"data\":{\"batch_results\":[" + String.join(",", items) + "]}}");
  }

  private String item(boolean encrypt, String json) {
    String bound = text(json, "associated_data");
    if (encrypt) {
      if (encryptBinds && bound.contains("*")) {
        return "{\"error\":\"unable to get associated_data/additional_data from factory[0]: x\"}";
      }
      String held = (encryptBinds ? bound : "") + "|" + text(json, "plaintext");
      return "{\"ciphertext\":\"vault:v1:"
          + Base64.getEncoder().encodeToString(held.getBytes(UTF_8))
          + "\"}";
    }
    String base64 = text(json, "ciphertext").replaceFirst("vault:v\\d+:", "");
    String held = new String(Base64.getDecoder().decode(base64), UTF_8);
    int end = held.indexOf('|');
    if (end < 0 || (decryptBinds && !held.substring(0, end).equals(bound))) {
      return "{\"plaintext\":\"\",\"error\":\"cipher: message authentication failed\"}";
    }
    return "{\"plaintext\":\"" + held.substring(end + 1) + "\"}";
  }

  private static String text(String json, String name) {
    int start = json.indexOf("\"" + name + "\":\"");
    if (start < 0) {
      return "";
    }
    int from = start + name.length() + 4;
    return json.substring(from, json.indexOf('"', from));
  }
}
