package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as members of a record. The library's own events are short; those of somebody else's
 * listener calls are cut, since a line has a bound that the verifier insists on.
 */
final class EventMembers {
  private static final int MOST_TEXT = 2048;
  private static final int MOST_KEYS = 32 * 1024;

  private EventMembers() {}

  static Members of(KmsEvent event) {
    List<String> keys = fitting(event.contextKeys());
    Members members =
        new Members()
            .add("operation", event.operation().text())
            .add("backend", cut(event.backend(), 64))
            .add("key_id", cut(event.keyId(), MOST_TEXT))
            .add("key_version", cut(event.keyVersion(), 64))
            .add("context_keys", keys);
    if (keys.size() < event.contextKeys().size()) {
      members.add("context_keys_left_out", event.contextKeys().size() - keys.size());
    }
    return members
        .add("input_bytes", event.inputBytes())
        .add("output_bytes", event.outputBytes())
        .add("outcome", Outcome.of(event))
        .add("duration_us", event.duration().toNanos() / 1000)
        .add("attempts", event.attempts());
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }

  private static List<String> fitting(List<String> keys) {
    List<String> fitting = new ArrayList<>();
    int length = 0;
    for (String key : keys) {
      length += JsonText.quoted(key).length() + 1;
      if (length > MOST_KEYS) {
        break;
      }
      fitting.add(key);
    }
    return fitting;
  }
}
