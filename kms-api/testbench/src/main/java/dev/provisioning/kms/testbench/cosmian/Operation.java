package dev.provisioning.kms.testbench.cosmian;

/** One operation of KMIP on a stand-in. */
@FunctionalInterface
interface Operation {
  /**
   * Does it.
   *
   * @param request the payload
   * @param user who asks
   * @return the payload of the answer
   */
  Ttlv run(Ttlv request, String user);

  /** The identifier that a request must have. */
  static String uid(Ttlv request) {
    if (request.all("UniqueIdentifier").count() > 1) {
      throw Failure.kmip("Codec_Error", "duplicate field `UniqueIdentifier`");
    }
    return request.textOf("UniqueIdentifier").orElseThrow(Failure::noIdentifier);
  }

  static Ttlv answer(String operation, Ttlv... fields) {
    return Ttlv.structure(operation + "Response", fields);
  }
}
