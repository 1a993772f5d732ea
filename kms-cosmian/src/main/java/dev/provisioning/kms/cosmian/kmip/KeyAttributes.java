package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.cosmian.ttlv.Ttlv;
import java.util.Optional;

/**
 * What GetAttributes says of one key, of one generation where there are several.
 *
 * @param uid its concrete id
 * @param state such as Active or Deactivated
 * @param algorithm such as AES-256
 * @param rotateName the name of its keyset
 * @param rotateInterval seconds between two rotations by the server; 0 for none
 * @param successor the key that took its place; empty for the newest
 */
public record KeyAttributes(
    String uid,
    String state,
    String algorithm,
    Optional<String> rotateName,
    long rotateInterval,
    Optional<String> successor) {

  static KeyAttributes read(Ttlv response) {
    Ttlv attributes =
        response
            .child("Attributes")
            .orElseThrow(() -> KmipWire.incomplete("GetAttributesResponse"));
    String uid =
        response
            .text("UniqueIdentifier")
            .orElseThrow(() -> KmipWire.incomplete("GetAttributesResponse"));
    String algorithm = attributes.text("CryptographicAlgorithm").orElse("unknown");
    long length = attributes.number("CryptographicLength").orElse(0);
    Optional<String> successor =
        attributes.all("Link").stream()
            .filter(
                link -> link.text("LinkType").filter("ReplacementObjectLink"::equals).isPresent())
            .flatMap(link -> link.text("LinkedObjectIdentifier").stream())
            .findFirst();
    return new KeyAttributes(
        uid,
        // Servers before 5 keep no state.
        attributes.text("State").orElse("Active"),
        length > 0 ? algorithm + "-" + length : algorithm,
        attributes.text("RotateName"),
        Math.max(0, attributes.number("RotateInterval").orElse(0)),
        successor);
  }
}
