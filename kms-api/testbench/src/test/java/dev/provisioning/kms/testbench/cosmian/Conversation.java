package dev.provisioning.kms.testbench.cosmian;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.testbench.cosmian.CosmianAdmin.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests to one server and its answers, without what differs from server to server anyway. */
final class Conversation {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern DATE = Pattern.compile("\"20\\d\\d-\\d\\d-\\d\\dT[^\"]*\"");
  private static final Pattern BYTES =
      Pattern.compile(
          "(\"(?:Data|IVCounterNonce|AuthenticatedEncryptionTag|DigestValue)\","
              + "\"type\":\"ByteString\",\"value\":\")([0-9A-F]*)\"");
  private static final Pattern OPENSSL = Pattern.compile("(CRYPTO: error: )(?:[^\"\\\\]|\\\\.)*");

  /** How busy the machine is. */
  private static final Pattern LATENCY = Pattern.compile("\"latency_ms\":[0-9]+");

  private static final Pattern LIBRARY = Pattern.compile("\\(OpenSSL [^)]*\\)");
  private static final Pattern PLACE = Pattern.compile(" at line \\d+ column \\d+");

  private final CosmianAdmin admin;
  private final List<String> answers = new ArrayList<>();
  private final Map<String, String> uuids = new HashMap<>();
  private final TtlvReader reader = new TtlvReader();

  Conversation(CosmianAdmin admin) {
    this.admin = admin;
  }

  List<String> answers() {
    return answers;
  }

  Ttlv kmip(String step, Ttlv request) {
    Answer answer = admin.kmip(text(request));
    record(step, answer, answer.body());
    return answer.status() == 200
        ? reader.read(answer.body().getBytes(UTF_8))
        : Ttlv.structure("Failed");
  }

  static String text(Ttlv request) {
    return new String(TtlvWriter.ofRequests().write(request), UTF_8);
  }

  void send(String method, String path, String body) {
    Answer answer = admin.send(method, path, body);
    record(method + " " + path, answer, answer.body());
  }

  /** Of what the parser of JSON says, the first words alone count. */
  void malformed(String body) {
    Answer answer = admin.kmip(body);
    String words = answer.body();
    record(body, answer, words.substring(0, Math.min(words.length(), 17)));
  }

  private void record(String step, Answer answer, String body) {
    answers.add(step + " -> " + answer.status() + " " + answer.type() + " " + normal(body));
  }

  private String normal(String body) {
    String text = UUID.matcher(body).replaceAll(m -> uuid(m.group()));
    text = DATE.matcher(text).replaceAll("\"date\"");
    if (!text.contains("\"DecryptResponse\"")) {
      text = BYTES.matcher(text).replaceAll(Conversation::length);
    }
    text =
        text.startsWith("Cryptographic_Failure")
            ? text.replaceFirst("(?s)(CRYPTO: error: ).*", "$1…")
            : OPENSSL.matcher(text).replaceAll("$1…");
    text = LATENCY.matcher(text).replaceAll("\"latency_ms\":…");
    text = LIBRARY.matcher(text).replaceAll("(OpenSSL)");
    return PLACE.matcher(text).replaceAll("");
  }

  private String uuid(String found) {
    return uuids.computeIfAbsent(found, ignored -> "uuid-" + uuids.size());
  }

  /** Bytes are as many as those of the other server; those of a list begin alike. */
  private static String length(MatchResult match) {
    String hex = match.group(2);
    String head = hex.startsWith("8787") ? hex.substring(0, 8 > hex.length() ? 6 : 8) : "";
    return Matcher.quoteReplacement(match.group(1) + head + "+" + hex.length() + "\"");
  }
}
