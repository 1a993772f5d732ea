package dev.provisioning.kms.testbench.cosmian;

import java.util.Set;

/** What Encrypt and Decrypt read alike. */
final class CipherParameters {
  private static final Set<String> MODES =
      Set.of("CBC", "ECB", "CFB", "OFB", "CTR", "CMAC", "CCM", "GCM", "XTS", "AEAD", "GCMSIV");

  private CipherParameters() {}

  /** A stand-in does AES-GCM, which is also what a server does without parameters. */
  static void check(Ttlv request) {
    String mode =
        request
            .child("CryptographicParameters")
            .flatMap(p -> p.textOf("BlockCipherMode"))
            .orElse("GCM");
    if (!MODES.contains(mode)) {
      throw Failure.kmip(
          "Codec_Error",
          "invalid value: string \"" + mode + "\", expected valid BlockCipherMode name");
    }
    if (!mode.equals("GCM")) {
      throw Failure.of(Failure.Kind.NOT_SUPPORTED, "by this stand-in: " + mode);
    }
  }

  static byte[] data(Ttlv request, String otherwise, CosmianEra era) {
    if (request.child("UniqueIdentifier").filter(u -> u.value() instanceof Number).isPresent()) {
      throw Failure.of(Failure.Kind.SERVER, "the identifier is not a text in " + era);
    }
    return request.bytesOf("Data").orElseThrow(() -> Failure.invalidRequest(otherwise));
  }
}
