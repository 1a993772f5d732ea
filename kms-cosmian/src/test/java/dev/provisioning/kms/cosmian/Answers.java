package dev.provisioning.kms.cosmian;

/** Answers as the server writes them. */
final class Answers {
  static final String IV = "DBDD622A64F7D65E75894B1B";
  static final String TAG = "50FCE680540BD3E96EFA9218A2F1009D";

  private Answers() {}

  static String text(String tag, String value) {
    return node(tag, "TextString", "\"" + value + "\"");
  }

  static String bytes(String tag, String hex) {
    return node(tag, "ByteString", "\"" + hex + "\"");
  }

  static String enumeration(String tag, String value) {
    return node(tag, "Enumeration", "\"" + value + "\"");
  }

  private static String node(String tag, String type, String value) {
    return "{\"tag\":\"" + tag + "\",\"type\":\"" + type + "\",\"value\":" + value + "}";
  }

  /** Without a type, as 5.x writes structures. */
  static String structure(String tag, String... children) {
    return "{\"tag\":\"" + tag + "\",\"value\":[" + String.join(",", children) + "]}";
  }

  static String encrypted(String uid, String data) {
    return structure(
        "EncryptResponse",
        text("UniqueIdentifier", uid),
        bytes("Data", data),
        bytes("IVCounterNonce", IV),
        bytes("AuthenticatedEncryptionTag", TAG));
  }

  static String decrypted(String data) {
    return decrypted("app", data);
  }

  static String decrypted(String uid, String data) {
    return structure("DecryptResponse", text("UniqueIdentifier", uid), bytes("Data", data));
  }

  static String uid(String response, String uid) {
    return structure(response, text("UniqueIdentifier", uid));
  }

  static String attributes(String uid, String state, String... more) {
    String[] all = new String[more.length + 3];
    all[0] = enumeration("State", state);
    all[1] = enumeration("CryptographicAlgorithm", "AES");
    all[2] = node("CryptographicLength", "Integer", "256");
    System.arraycopy(more, 0, all, 3, more.length);
    return structure(
        "GetAttributesResponse", text("UniqueIdentifier", uid), structure("Attributes", all));
  }

  static String interval(long seconds) {
    return node("RotateInterval", "LongInteger", "\"" + String.format("0x%016X", seconds) + "\"");
  }

  static String successor(String uid) {
    return structure(
        "Link",
        enumeration("LinkType", "ReplacementObjectLink"),
        text("LinkedObjectIdentifier", uid));
  }

  static String message(String... items) {
    return structure("ResponseMessage", String.join(",", items));
  }

  static String success(String operation, String... payload) {
    return structure(
        "BatchItem",
        enumeration("Operation", operation),
        enumeration("ResultStatus", "Success"),
        structure("ResponsePayload", payload));
  }

  static String failure(String operation, String reason, String message) {
    return structure(
        "BatchItem",
        enumeration("Operation", operation),
        enumeration("ResultStatus", "OperationFailed"),
        enumeration("ResultReason", reason),
        text("ResultMessage", message));
  }
}
