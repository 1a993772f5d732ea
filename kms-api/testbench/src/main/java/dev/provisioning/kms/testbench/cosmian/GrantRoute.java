package dev.provisioning.kms.testbench.cosmian;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.testbench.WireReply;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives another user rights on a key. */
final class GrantRoute {
  private static final Pattern BODY =
      Pattern.compile(
          "\\{\"unique_identifier\":\"([^\"]*)\",\"user_id\":\"([^\"]*)\","
              + "\"operation_types\":\\[(.*)]}");

  private final Keyring keyring;

  GrantRoute(Keyring keyring) {
    this.keyring = keyring;
  }

  WireReply answer(byte[] body, String user) {
    Matcher grant = BODY.matcher(new String(body, UTF_8));
    if (!grant.matches()) {
      return WireReply.empty(400);
    }
    String to = grant.group(2);
    return keyring.locked(
        () ->
            keyring
                .find(grant.group(1))
                .filter(key -> key.owner.equals(user))
                .map(
                    key -> {
                      for (String name : List.of(grant.group(3).split(",", -1))) {
                        key.grants.add(to + "/" + name.replace("\"", ""));
                      }
                      return WireReply.json(
                          200, "{\"success\":\"Access for " + to + " successfully added\"}");
                    })
                .orElseGet(() -> WireReply.empty(401)));
  }
}
