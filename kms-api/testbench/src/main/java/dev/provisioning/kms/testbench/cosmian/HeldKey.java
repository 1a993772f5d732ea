package dev.provisioning.kms.testbench.cosmian;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A symmetric key of a stand-in; guarded by the lock of its {@link Keyring}. */
final class HeldKey {
  /** The states of KMIP 2.1, 4.57, by the server's names. */
  enum State {
    PRE_ACTIVE("PreActive"),
    ACTIVE("Active"),
    DEACTIVATED("Deactivated"),
    COMPROMISED("Compromised"),
    DESTROYED("Destroyed"),
    DESTROYED_COMPROMISED("Destroyed_Compromised");

    private final String kmip;

    State(String kmip) {
      this.kmip = kmip;
    }

    String kmip() {
      return kmip;
    }

    boolean destroyed() {
      return this == DESTROYED || this == DESTROYED_COMPROMISED;
    }
  }

  final String uid;
  final String owner;
  final int bits;
  final int usage;
  final boolean sensitive;
  final Set<String> tags;
  final String created;

  /** Users who may do an operation, by its lower-case name. */
  final Set<String> grants = ConcurrentHashMap.newKeySet();

  byte[] material;
  State state;
  boolean activated;
  @Nullable String deactivated;
  String revocation = "";
  String rotateName;
  int generation;
  boolean latest = true;
  @Nullable Long rotateInterval;
  @Nullable String rotated;
  String replacement = "";
  String replaced = "";

  HeldKey(NewKey made, String uid, String owner, byte[] material, String created) {
    this.uid = uid;
    this.owner = owner;
    this.material = material;
    this.created = created;
    bits = made.bits();
    usage = made.usage();
    sensitive = made.sensitive();
    tags = made.tags();
    activated = made.active();
    state = made.active() ? State.ACTIVE : State.PRE_ACTIVE;
    rotateName = made.rotateName();
  }

  boolean allows(String user, String operation) {
    return owner.equals(user)
        || grants.contains(user + "/" + operation)
        || grants.contains(user + "/get");
  }

  /** What a user who is not the owner may do. */
  Set<String> grantsTo(String user) {
    return grants.stream()
        .filter(grant -> grant.startsWith(user + "/"))
        .collect(Collectors.toUnmodifiableSet());
  }

  void deactivate(State to, String now) {
    state = to;
    deactivated = now;
  }
}
