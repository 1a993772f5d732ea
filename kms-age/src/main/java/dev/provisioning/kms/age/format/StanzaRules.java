package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.age.AgeException;
import java.util.List;

/** What the stanza types that we know demand of a header, whoever can open it. */
final class StanzaRules {
  private static final int WRAPPED_FILE_KEY_BYTES = 32;

  private StanzaRules() {}

  static void check(List<Stanza> stanzas) throws AgeException {
    int contexts = 0;
    for (Stanza stanza : stanzas) {
      switch (stanza.type()) {
        case StanzaType.X25519 -> checkX25519(stanza);
        case StanzaType.SCRYPT -> checkAlone(stanzas);
        case StanzaType.CONTEXT -> {
          checkContext(stanza);
          contexts++;
        }
        // A stanza of any other type is none of our business, but it is under the MAC.
        default -> {}
      }
    }
    if (contexts > 1) {
      throw malformed("the header has more than one context stanza");
    }
  }

  // The length is checked before anything is decrypted: a longer body would hold a file key of
  // another size, with which one file opens to different plaintexts for different recipients.
  private static void checkX25519(Stanza stanza) throws AgeException {
    if (stanza.arguments().size() != 1) {
      throw malformed("an X25519 stanza does not have exactly one argument after its type");
    }
    byte[] share = UnpaddedBase64.decode(stanza.arguments().get(0).getBytes(US_ASCII));
    if (share == null || share.length != 32) {
      throw malformed("the share of an X25519 stanza is not 32 bytes in canonical base64");
    }
    if (stanza.body().length != WRAPPED_FILE_KEY_BYTES) {
      throw malformed("the body of an X25519 stanza is not 32 bytes");
    }
  }

  // Whoever knows a passphrase can also write such a stanza. Alone in the header, it proves to the
  // reader that the writer knew the passphrase; beside other stanzas it would not.
  private static void checkAlone(List<Stanza> stanzas) throws AgeException {
    if (stanzas.size() != 1) {
      throw malformed("a scrypt stanza is not the only stanza of the header");
    }
  }

  private static void checkContext(Stanza stanza) throws AgeException {
    if (!stanza.arguments().equals(List.of(StanzaType.CONTEXT_VERSION))) {
      throw malformed("a context stanza has other arguments than version 1 has");
    }
    if (stanza.body().length != 32) {
      throw malformed("the body of a context stanza is not 32 bytes");
    }
  }

  private static AgeException malformed(String message) {
    return new AgeException(AgeException.Failure.HEADER, message);
  }
}
