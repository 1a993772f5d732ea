package dev.provisioning.kms.testbench.cosmian;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What looks keys up and changes their attributes. */
final class KeyOperations {
  private final Keyring keyring;
  private final CosmianEra era;

  KeyOperations(Keyring keyring, CosmianEra era) {
    this.keyring = keyring;
    this.era = era;
  }

  /** By the exact id: no generation but those that have one as their id, and never the newest. */
  private HeldKey visible(Ttlv request, String user) {
    String id = Operation.uid(request);
    return keyring
        .find(id)
        .filter(k -> era.atLeast(5, 0) || k.state == HeldKey.State.ACTIVE)
        .filter(k -> k.owner.equals(user) || !k.grantsTo(user).isEmpty())
        .orElseThrow(
            () -> Failure.kmip("Object_Not_Found", "object not found for identifier " + id));
  }

  Ttlv getAttributes(Ttlv request, String user) {
    return keyring.locked(
        () -> {
          HeldKey key = visible(request, user);
          return Operation.answer(
              "GetAttributes",
              Ttlv.uid(key.uid),
              Ttlv.structure("Attributes", AttributeList.of(key, era)));
        });
  }

  Ttlv get(Ttlv request, String user) {
    return keyring.locked(
        () -> {
          HeldKey key = visible(request, user);
          if (key.state.destroyed()) {
            throw Failure.kmip("Object_Destroyed", "DENIED");
          }
          if (key.sensitive) {
            throw Failure.kmip("Sensitive", "DENIED");
          }
          Ttlv block =
              Ttlv.structure(
                  "KeyBlock",
                  Ttlv.name("KeyFormatType", "Raw"),
                  Ttlv.structure("KeyValue", Ttlv.bytes("KeyMaterial", key.material)),
                  Ttlv.name("CryptographicAlgorithm", "AES"),
                  Ttlv.number("CryptographicLength", key.bits));
          return Operation.answer(
              "Get",
              Ttlv.name("ObjectType", "SymmetricKey"),
              Ttlv.uid(key.uid),
              Ttlv.structure(era.atLeast(5, 0) ? "SymmetricKey" : "Object", block));
        });
  }

  Ttlv setAttribute(Ttlv request, String user) {
    return keyring.locked(
        () -> {
          HeldKey key = visible(request, user);
          Ttlv fresh = request.at("NewAttribute");
          if (era.hasKeysets()) {
            fresh.textOf("RotateName").ifPresent(name -> rename(key, name));
            fresh.child("RotateInterval").ifPresent(i -> key.rotateInterval = i.number());
          }
          return Operation.answer("SetAttribute", Ttlv.uid(key.uid));
        });
  }

  private static void rename(HeldKey key, String name) {
    if (!name.equals(key.uid)) {
      throw Failure.invalidRequest(
          "SetAttribute: rotate_name ('"
              + name
              + "') must equal the object's UID ('"
              + key.uid
              + "') — create the object with the keyset name as its ID");
    }
    key.rotateName = name;
  }

  Ttlv locate(Ttlv request, String user) {
    Ttlv wanted = request.child("Attributes").orElse(Ttlv.structure("Attributes"));
    Set<String> tags = NewKey.tags(wanted);
    Optional<String> state = wanted.textOf("State");
    long most = request.child("MaximumItems").map(Ttlv::number).orElse(Long.MAX_VALUE);
    List<Ttlv> answer = new ArrayList<>();
    keyring.locked(
        () ->
            answer.addAll(
                keyring.all().stream()
                    .filter(k -> k.owner.equals(user) && k.tags.containsAll(tags))
                    .filter(k -> state.isEmpty() || state.get().equals(k.state.kmip()))
                    .limit(most)
                    .map(k -> Ttlv.uid(k.uid))
                    .toList()));
    answer.add(0, Ttlv.number("LocatedItems", answer.size()));
    return Ttlv.structure("LocateResponse", answer);
  }

  /** A random text, which the server gives away since 5.13. */
  Ttlv random(Ttlv request) {
    long length = request.at("DataLength").number();
    if (length > 65536) {
      throw Failure.kmip(
          "Invalid_Field", "Requested RNG length " + length + " exceeds maximum 65536");
    }
    String hex = HexFormat.of().withUpperCase().formatHex(keyring.random((int) length));
    return Operation.answer("RNGRetrieve", new Ttlv("Data", "ByteString", hex));
  }
}
