package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.ttlv.Ttlv;
import dev.provisioning.kms.cosmian.ttlv.TtlvWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    return decrypt(input, TimeLeft.UNLIMITED);
  }

  /**
   * Decrypts.
   *
   * @param input the ciphertext and what is bound
   * @param left how long that may take, asking for the server's version included
   * @return the plaintext, which the caller wipes
   */
  public byte[] decrypt(DecryptInput input, TimeLeft left) {
    ServerVersion server = versions.server(left.now());
    TtlvWriter out = Requests.operation("Decrypt", input.data().length);
    Requests.decrypt(out, input, server).end();
    try (Ttlv answer = wire.send(out, true, "DecryptResponse", left.now())) {
      return opened(answer);
    }
  }

  private static byte[] opened(Ttlv payload) {
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
    return message(out, "Encrypt", inputs.size(), Sealed::read);
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
    return message(out, "Decrypt", inputs.size(), Kmip::opened);
  }

  private <T> List<KmsResult<T>> message(
      TtlvWriter out, String operation, int count, Function<Ttlv, T> payload) {
    try (Ttlv answer = wire.send(out.end(), true, "ResponseMessage")) {
      List<Ttlv> items = answer.all("BatchItem");
      if (items.size() != count) {
        throw KmsException.of(
            ErrorCode.INTERNAL, "the server answered " + items.size() + " of " + count + " items");
      }
      List<KmsResult<T>> results = new ArrayList<>(count);
      items.forEach(item -> results.add(BatchItems.result(item, operation, payload)));
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
    return attributes(uid, TimeLeft.UNLIMITED);
  }

  /**
   * The same within a time.
   *
   * @param uid as above
   * @param left how long that may take
   * @return as above
   */
  public KeyAttributes attributes(String uid, TimeLeft left) {
    versions.server(left.now());
    TtlvWriter out = Requests.about("GetAttributes", uid).end();
    try (Ttlv answer = wire.send(out, true, "GetAttributesResponse", left.now())) {
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
    ServerVersion server = versions.server();
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
   * @throws KmsException UNSUPPORTED on servers whose rotation loses old ciphertexts, and on those
   *     whose version is not known
   */
  public void requireRotation() {
    ServerVersion now = versions.beforeRotation();
    if (!now.rotatesSafely()) {
      throw KmsException.of(ErrorCode.UNSUPPORTED, now.whyNoRotation());
    }
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
   * @throws KmsException UNSUPPORTED below 5.25
   */
  public void requireSchedules() {
    ServerVersion now = versions.server();
    if (!now.hasKeysets()) {
      throw KmsException.of(ErrorCode.UNSUPPORTED, now.whyNoSchedule());
    }
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
