package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a script of requests: {@code [@token] METHOD path [body] [=> name=place …]}. The
 * token is a variable, {@code @none} and {@code @bad} have none and a wrong one; without it the
 * request is root's. What stands behind the arrow is taken out of the answer for later lines.
 */
record Step(String line, String token, String method, String path, String body, String captures) {
  private static final Pattern LINE =
      Pattern.compile("(?:@(\\w+) )?([A-Z]+) (\\S+)(?: (?!=> )((?:(?! => ).)+))?(?: => (.+))?");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w:]+)}");

  static List<Step> parse(String script) {
    List<Step> steps = new ArrayList<>();
    for (String line : script.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        steps.add(of(line));
      }
    }
    return steps;
  }

  private static Step of(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(line);
    }
    return new Step(
        line,
        Objects.requireNonNullElse(matcher.group(1), "root"),
        matcher.group(2),
        matcher.group(3),
        Objects.requireNonNullElse(matcher.group(4), ""),
        Objects.requireNonNullElse(matcher.group(5), ""));
  }

  /** Sends the request; {@code variables} gets what the answer has for later steps. */
  VaultAnswer run(VaultServer server, Map<String, String> variables) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!token.equals("none")) {
      headers.put("X-Vault-Token", variables.getOrDefault(token, token));
    }
    if (method.equals("UNSEAL")) {
      server.unseal();
      return new VaultAnswer(200, "");
    }
    String sent = body.isEmpty() ? null : fill(body, variables);
    VaultAnswer answer = server.admin().exchange(method, fill(path, variables), sent, headers);
    for (String capture :
        captures.isEmpty() ? List.<String>of() : List.of(captures.split(" ", -1))) {
      String[] parts = capture.split("=", 2);
      variables.put(parts[0], find(answer, parts[1]));
    }
    return answer;
  }

  private static String fill(String text, Map<String, String> variables) {
    return VARIABLE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), variables)));
  }

  /** A variable, or {@code bytes:N} for N bytes in base64. */
  private static String value(String name, Map<String, String> variables) {
    if (name.startsWith("bytes:")) {
      byte[] bytes = new byte[Integer.parseInt(name.substring("bytes:".length()))];
      return Base64.getEncoder().encodeToString(bytes);
    }
    return Objects.requireNonNull(variables.get(name), name);
  }

  private static String find(VaultAnswer answer, String place) {
    Object value = answer.json();
    for (String name : place.split("\\.", -1)) {
      value = Json.asObject(value).get(name);
    }
    return String.valueOf(value);
  }
}
