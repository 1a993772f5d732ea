package dev.provisioning.kms.observe;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the audit says about one operation or one refusal. Immutable. It holds no plaintext, no key
 * and no context value; what a caller adds by {@link #with} must not hold one either.
 */
public final class AuditRecord {
  /** What a success of these lets out, or changes for good, is on the disk before it is told. */
  private static final Set<KmsOperation> DURABLE =
      EnumSet.of(
          KmsOperation.DECRYPT,
          KmsOperation.DECRYPT_DATA_KEY,
          KmsOperation.GENERATE_DATA_KEY,
          KmsOperation.REWRAP,
          KmsOperation.CREATE_KEY,
          KmsOperation.ROTATE_KEY,
          KmsOperation.SCHEDULE_ROTATION);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Set<String> TAKEN = Set.of("seq", "time", "type", "prev", "mac");
  private static final int MOST_ADDED = 8;
  private static final int MOST_VALUE = 256;

  private final String type;
  private final boolean durable;
  private final Set<String> names;
  private final List<String> members;
  private final int own;

  private AuditRecord(
      String type, boolean durable, Set<String> names, List<String> members, int own) {
    this.type = type;
    this.durable = durable;
    this.names = names;
    this.members = members;
    this.own = own;
  }

  private static AuditRecord of(String type, boolean durable, Members members) {
    return new AuditRecord(type, durable, members.names(), members.texts(), members.texts().size());
  }

  /**
   * Describes an operation.
   *
   * @param event what happened
   * @return the record
   */
  public static AuditRecord of(KmsEvent event) {
    boolean durable = event.outcome().isEmpty() && DURABLE.contains(event.operation());
    return of("operation", durable, EventMembers.of(event));
  }

  /**
   * Describes what never became an operation, such as requests without a valid token.
   *
   * @param operation what was asked for, 1 to 64 printable ASCII characters
   * @param code why it was refused
   * @return the record
   */
  public static AuditRecord refusal(String operation, ErrorCode code) {
    if (!operation.matches("[!-~]{1,64}")) {
      throw new IllegalArgumentException("an operation has 1 to 64 printable ASCII characters");
    }
    return of(
        "refusal",
        false,
        new Members().add("operation", operation).add("outcome", Outcome.of(code)));
  }

  /** A record of the chain itself, such as a checkpoint. */
  static AuditRecord note(String type, Members members) {
    return of(type, true, members);
  }

  /**
   * Adds what the application knows, such as {@code request_id} or {@code identity}.
   *
   * @param name lower case letters, digits and {@code _}, at most 32; not one that is there already
   * @param value at most 256 characters are kept
   * @return a new record
   * @throws IllegalArgumentException if the name is not allowed, or 8 have been added
   */
  public AuditRecord with(String name, String value) {
    String kept = value.length() > MOST_VALUE ? value.substring(0, MOST_VALUE) : value;
    return plus(name, JsonText.member(name, kept));
  }

  /**
   * Adds a number, such as {@code count} for refusals that were told together.
   *
   * @param name as in {@link #with(String, String)}
   * @param value the number
   * @return a new record
   */
  public AuditRecord with(String name, long value) {
    return plus(name, JsonText.member(name, value));
  }

  private AuditRecord plus(String name, String member) {
    if (!NAME.matcher(name).matches() || TAKEN.contains(name) || names.contains(name)) {
      throw new IllegalArgumentException("a record cannot have another member of this name");
    }
    if (members.size() - own >= MOST_ADDED) {
      throw new IllegalArgumentException("at most " + MOST_ADDED + " members can be added");
    }
    Set<String> moreNames = new HashSet<>(names);
    moreNames.add(name);
    List<String> moreMembers = new ArrayList<>(members);
    moreMembers.add(member);
    return new AuditRecord(type, durable, moreNames, moreMembers, own);
  }

  boolean isDurable() {
    return durable;
  }

  /** The members of the JSON object, without its braces. */
  String body(Instant time) {
    List<String> all = new ArrayList<>(members.size() + 2);
    all.add(JsonText.member("time", time.toString()));
    all.add(JsonText.member("type", type));
    all.addAll(members);
    return String.join(",", all);
  }

  /** Returns the members as JSON, without a time. */
  @Override
  public String toString() {
    return "AuditRecord[" + type + "," + String.join(",", members) + "]";
  }
}
