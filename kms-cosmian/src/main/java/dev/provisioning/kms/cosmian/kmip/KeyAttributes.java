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
 * @param latest whether no later generation is known
 */
public record KeyAttributes(
    String uid,
    String state,
    String algorithm,
    Optional<String> rotateName,
    long rotateInterval,
    boolean latest) {

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
    boolean replaced =
        attributes.all("Link").stream()
            .anyMatch(
                link -> link.text("LinkType").filter("ReplacementObjectLink"::equals).isPresent());
    return new KeyAttributes(
        uid,
        // Servers before 5 keep no state.
        attributes.text("State").orElse("Active"),
        length > 0 ? algorithm + "-" + length : algorithm,
        attributes.text("RotateName"),
        attributes.number("RotateInterval").orElse(0),
        !replaced);
  }
}
