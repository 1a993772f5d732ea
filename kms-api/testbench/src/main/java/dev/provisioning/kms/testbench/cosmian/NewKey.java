package dev.provisioning.kms.testbench.cosmian;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a Create or an Import says about its key. */
record NewKey(
    String uid,
    int bits,
    int usage,
    boolean active,
    boolean sensitive,
    String rotateName,
    Set<String> tags) {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  static NewKey read(Ttlv attributes, CosmianEra era) {
    attributes
        .child("ActivationDate")
        .filter(date -> !era.atLeast(5, 5) && date.type().equals("DateTime"))
        .ifPresent(
            date -> {
              throw Failure.kmip("Codec_Error", "invalid type: date-time, expected u64");
            });
    boolean dated = attributes.child("ActivationDate").isPresent();
    String rotateName = era.hasKeysets() ? attributes.textOf("RotateName").orElse("") : "";
    return new NewKey(
        attributes.textOf("UniqueIdentifier").orElse(""),
        attributes.child("CryptographicLength").map(c -> (int) c.number()).orElse(256),
        attributes.child("CryptographicUsageMask").map(c -> (int) c.number()).orElse(12),
        dated || !era.activatesByDate(),
        attributes.textOf("Sensitive").map(Boolean::parseBoolean).orElse(false),
        rotateName,
        tags(attributes));
  }

  static Set<String> tags(Ttlv attributes) {
    return attributes
        .all("Attribute")
        .filter(a -> a.textOf("AttributeName").filter("tag"::equals).isPresent())
        .flatMap(a -> QUOTED.matcher(a.textOf("AttributeValue").orElse("")).results())
        .map(r -> r.group(1))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A replacement has the attributes of what it replaces. */
  static NewKey like(HeldKey old, String uid) {
    return new NewKey(uid, old.bits, old.usage, true, old.sensitive, old.rotateName, old.tags);
  }
}
