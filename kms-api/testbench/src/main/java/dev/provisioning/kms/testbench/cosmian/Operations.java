package dev.provisioning.kms.testbench.cosmian;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The operations that a server of an era knows, by their tags. */
final class Operations {
  private final Map<String, Operation> byTag = new HashMap<>();
  private final CosmianEra era;

  Operations(Keyring keyring, CosmianEra era) {
    this.era = era;
    CreateOperation creating = new CreateOperation(keyring, era);
    KeyOperations keys = new KeyOperations(keyring, era);
    LifecycleOperations lifecycle = new LifecycleOperations(keyring, era);
    byTag.put("Create", creating::create);
    byTag.put("Import", creating::importKey);
    byTag.put("Encrypt", new EncryptOperation(keyring, era));
    byTag.put("Decrypt", new DecryptOperation(keyring, era));
    byTag.put("ReKey", new ReKeyOperation(keyring, era));
    byTag.put("Get", keys::get);
    byTag.put("GetAttributes", keys::getAttributes);
    byTag.put("SetAttribute", keys::setAttribute);
    byTag.put("Locate", keys::locate);
    byTag.put("Revoke", lifecycle::revoke);
    byTag.put("Destroy", lifecycle::destroy);
    if (era.atLeast(5, 0)) {
      byTag.put("Query", (request, user) -> query());
    }
    if (era.atLeast(5, 13)) {
      byTag.put("Activate", lifecycle::activate);
      byTag.put("RNGRetrieve", (request, user) -> keys.random(request));
      byTag.put("DiscoverVersions", (request, user) -> versions());
    }
  }

  boolean knows(String tag) {
    return byTag.containsKey(tag);
  }

  Ttlv run(Ttlv request, String user) {
    Operation operation = byTag.get(request.tag());
    if (operation == null) {
      throw Failure.of(Failure.Kind.ROUTE, "Operation: " + request.tag());
    }
    return operation.run(request, user);
  }

  private Ttlv query() {
    return Operation.answer(
        "Query",
        Ttlv.text("VendorIdentification", "cosmian"),
        Ttlv.structure(
            "ServerInformation",
            Ttlv.text("ServerName", "Cosmian KMS"),
            Ttlv.text("ServerVersion", era.version())));
  }

  private static Ttlv versions() {
    return Operation.answer(
        "DiscoverVersions",
        Stream.of(21, 20, 14, 13, 12, 11, 10)
            .map(v -> protocol(v / 10, v % 10))
            .toArray(Ttlv[]::new));
  }

  static Ttlv protocol(int major, int minor) {
    return Ttlv.structure(
        "ProtocolVersion",
        Ttlv.number("ProtocolVersionMajor", major),
        Ttlv.number("ProtocolVersionMinor", minor));
  }
}
