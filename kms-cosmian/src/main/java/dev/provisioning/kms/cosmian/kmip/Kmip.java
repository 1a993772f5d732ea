package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.ttlv.Ttlv;
import dev.provisioning.kms.cosmian.ttlv.TtlvWriter;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The operations. Safe for use by many threads. */
public final class Kmip {
  private final KmipWire wire;
  private final VersionProbe versions;

  /**
   * Speaks over a wire.
   *
   * @param wire the wire
   * @param versions tells what the server understands
   */
  public Kmip(KmipWire wire, VersionProbe versions) {
    this.wire = wire;
    this.versions = versions;
  }

  /**
   * Encrypts.
   *
   * @param uid the key
   * @param input the plaintext and what is bound
   * @return what the server made
   */
  public Sealed encrypt(String uid, EncryptInput input) {
    return encrypt(uid, input, Optional.empty());
  }

  /**
   * Encrypts.
   *
   * @param uid the key
   * @param input the plaintext and what is bound
   * @param deadline the longest that may take; empty for that of the settings
   * @return what the server made
   */
  public Sealed encrypt(String uid, EncryptInput input, Optional<Duration> deadline) {
    // Before anything secret leaves: a server without the mode that require_fips demands gets none.
    versions.server(deadline);
    TtlvWriter out = Requests.operation("Encrypt", input.data().length);
    Requests.encrypt(out, uid, input.data(), input.associatedData()).end();
    try (Ttlv answer = wire.send(out, true, "EncryptResponse", deadline)) {
      return Sealed.read(answer);
    }
  }

  /**
   * Decrypts.
   *
   * @param input the ciphertext and what is bound
   * @return the plaintext, which the caller wipes
   */
  public byte[] decrypt(DecryptInput input) {
    return decrypt(input, TimeLimit.NONE);
  }

  /**
   * Decrypts.
   *
   * @param input the ciphertext and what is bound
   * @param limit for all of it, asking for the server's version included
   * @return the plaintext, which the caller wipes
   */
  public byte[] decrypt(DecryptInput input, TimeLimit limit) {
    ServerVersion server = versions.server(limit.left());
    try {
      return decrypt(input, server, limit);
    } catch (KmsException e) {
      if (e.code() != ErrorCode.INVALID_ARGUMENT) {
        throw e;
      }
      // What an upgrade from 4 that nobody noticed looks like: it finds no IV.
      ServerVersion now = versions.renewed(limit.left());
      if (now.ivTag().equals(server.ivTag())) {
        throw e;
      }
      return decrypt(input, now, limit);
    }
  }

  private byte[] decrypt(DecryptInput input, ServerVersion server, TimeLimit limit) {
    TtlvWriter out = Requests.operation("Decrypt", input.data().length);
    Requests.decrypt(out, input, server).end();
    try (Ttlv answer = wire.send(out, true, "DecryptResponse", limit.left())) {
      return opened(answer, input);
    }
  }

  /**
   * Asked for the first generation of a keyset, whose id is the keyset's name, the server tries the
   * others as well, and says which one it was.
   */
  private static byte[] opened(Ttlv payload, DecryptInput input) {
    if (payload.text("UniqueIdentifier").filter(uid -> !uid.equals(input.uid())).isPresent()) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT,
          "the ciphertext was made with another version of the key than it says");
    }
    return payload.bytesOf("Data").orElseThrow(() -> KmipWire.incomplete("DecryptResponse"));
  }

  /**
   * Encrypts many in one request.
   *
   * @param uid the key of all
   * @param inputs the plaintexts
   * @return one result for each, in order
   */
  public List<KmsResult<Sealed>> encryptAll(String uid, List<EncryptInput> inputs) {
    versions.server();
    TtlvWriter out = Requests.message(inputs.size());
    for (EncryptInput input : inputs) {
      Requests.item(out, "Encrypt");
      Requests.encrypt(out, uid, input.data(), input.associatedData()).end().end();
    }
    return message(out, "Encrypt", inputs, (payload, input) -> Sealed.read(payload));
  }

  /**
   * Decrypts many in one request.
   *
   * @param inputs the ciphertexts
   * @return one result for each, in order
   */
  public List<KmsResult<byte[]>> decryptAll(List<DecryptInput> inputs) {
    ServerVersion server = versions.server();
    TtlvWriter out = Requests.message(inputs.size());
    for (DecryptInput input : inputs) {
      Requests.item(out, "Decrypt");
      Requests.decrypt(out, input, server).end().end();
    }
    return message(out, "Decrypt", inputs, Kmip::opened);
  }

  private <I, T> List<KmsResult<T>> message(
      TtlvWriter out, String operation, List<I> inputs, BiFunction<Ttlv, I, T> payload) {
    int count = inputs.size();
    try (Ttlv answer = wire.send(out.end(), true, "ResponseMessage")) {
      List<Ttlv> items = answer.all("BatchItem");
      if (items.size() != count) {
        throw KmsException.of(
            ErrorCode.INTERNAL, "the server answered " + items.size() + " of " + count + " items");
      }
      List<KmsResult<T>> results = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        I input = inputs.get(i);
        results.add(BatchItems.result(items.get(i), operation, p -> payload.apply(p, input)));
      }
      return results;
    }
  }

  /**
   * Asks about a key.
   *
   * @param uid a concrete id; the name of a keyset stands for its first generation
   * @return what the server says
   */
  public KeyAttributes attributes(String uid) {
    return attributes(uid, TimeLimit.NONE);
  }

  /**
   * The same within a time.
   *
   * @param uid as above
   * @param left how long that may take
   * @return as above
   */
  public KeyAttributes attributes(String uid, TimeLimit left) {
    versions.server(left.left());
    TtlvWriter out = Requests.about("GetAttributes", uid).end();
    try (Ttlv answer = wire.send(out, true, "GetAttributesResponse", left.left())) {
      return KeyAttributes.read(answer);
    }
  }

  /**
   * Creates an AES key of 256 bits. A second time is refused, since the id is given.
   *
   * @param uid its id
   * @param keyset whether it is the first generation of a keyset, where the server knows such
   */
  public void create(String uid, boolean keyset) {
    // A version from before an upgrade would make a key that is not active.
    ServerVersion server = versions.renewed();
    TtlvWriter out = Requests.create(uid, server, keyset && server.hasKeysets());
    try (Ttlv answer = wire.send(out, true, "CreateResponse")) {
      if (answer.text("UniqueIdentifier").filter(uid::equals).isEmpty()) {
        throw KmipWire.incomplete("CreateResponse for " + uid);
      }
    }
  }

  /**
   * Asks the server whether rotating it loses nothing, whatever was seen or configured.
   *
   * @return the version that it says
   * @throws KmsException UNSUPPORTED on servers whose rotation loses old ciphertexts, and on those
   *     that do not say their version
   */
  public ServerVersion requireRotation() {
    ServerVersion now = versions.beforeRotation();
    if (!now.rotatesSafely()) {
      throw KmsException.of(ErrorCode.UNSUPPORTED, now.whyNoRotation());
    }
    return now;
  }

  /**
   * Makes a new key in the place of an old one.
   *
   * @param uid the old one: of a keyset its newest generation, so that two who rotate at once
   *     rotate once
   * @return the id of the new one
   * @throws KmsException UNSUPPORTED as {@link #requireRotation}
   */
  public String reKey(String uid) {
    requireRotation();
    try (Ttlv answer = wire.send(Requests.about("ReKey", uid).end(), false, "ReKeyResponse")) {
      return answer
          .text("UniqueIdentifier")
          .orElseThrow(() -> KmipWire.incomplete("ReKeyResponse"));
    }
  }

  /**
   * Makes a key the first generation of a keyset of its own name.
   *
   * @param uid the key
   */
  public void nameKeyset(String uid) {
    set(Requests.about("SetAttribute", uid).open("NewAttribute").text("RotateName", uid));
  }

  /**
   * Refuses servers that rotate no keys by themselves.
   *
   * @return the version of one that does
   * @throws KmsException UNSUPPORTED below 5.25
   */
  public ServerVersion requireSchedules() {
    ServerVersion now = versions.renewed();
    if (!now.hasKeysets()) {
      throw KmsException.of(ErrorCode.UNSUPPORTED, now.whyNoSchedule());
    }
    return now;
  }

  /**
   * Has the server rotate a key.
   *
   * @param uid its newest generation
   * @param seconds between two rotations; 0 for none
   */
  public void rotateEvery(String uid, long seconds) {
    set(
        Requests.about("SetAttribute", uid)
            .open("NewAttribute")
            .longInteger("RotateInterval", seconds));
  }

  private void set(TtlvWriter out) {
    wire.send(out.end().end(), true, "SetAttributeResponse").close();
  }
}
