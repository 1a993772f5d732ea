package dev.provisioning.kms.observe;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows a chain line by line and stops at the first one that does not belong. */
final class ChainCheck {
  private final @Nullable ChainKey key;
  private final @Nullable AuditHead wanted;
  private AuditHead last = AuditHead.NONE;
  private String beforeLast = AuditHead.NONE.hash();
  private @Nullable Place lastPlace;
  private @Nullable Suspicion suspicion;
  private @Nullable Place end;
  private long first;
  private long records;
  private boolean keyed;
  private boolean headFound;
  private boolean emptyFile;

  ChainCheck(@Nullable ChainKey key, @Nullable AuditHead wanted) {
    this.key = key;
    this.wanted = wanted;
  }

  void startFile() {
    emptyFile = true;
  }

  void line(Place place, byte[] line) throws AuditFault {
    emptyFile = false;
    @Nullable AuditLine parsed = AuditLine.parse(line).orElse(null);
    decide(parsed);
    if (parsed == null) {
      throw new AuditFault(place, "is no record of an audit");
    }
    checkCode(place, parsed, line);
    AuditHead read = new AuditHead(parsed.sequence(), LineHash.of(line));
    if (lastPlace == null) {
      checkFirst(place, parsed);
    } else {
      checkNumber(place, lastPlace, parsed);
      if (!parsed.prev().equals(last.hash())) {
        suspicion = new Suspicion(lastPlace, place, read);
        return;
      }
    }
    beforeLast = last.hash();
    last = read;
    lastPlace = place;
    checkHead(place);
    records++;
  }

  private void checkCode(Place place, AuditLine parsed, byte[] line) throws AuditFault {
    if (key == null) {
      keyed = lastPlace == null ? parsed.isKeyed() : keyed;
      if (keyed != parsed.isKeyed()) {
        throw new AuditFault(
            place, keyed ? "has no mac, unlike those before" : "has a mac, unlike those before");
      }
    } else if (!parsed.isKeyed()) {
      throw new AuditFault(place, "has no mac: it was not written with a key");
    } else if (!parsed.isAuthentic(line, key)) {
      throw new AuditFault(place, "was changed, or written with another key");
    }
  }

  private void checkFirst(Place place, AuditLine parsed) throws AuditFault {
    boolean whole = parsed.sequence() == 1;
    if (!parsed.type().equals(whole ? AuditLine.BEGIN : AuditLine.CONTINUED)) {
      throw new AuditFault(
          place, "is no beginning, but record " + parsed.sequence() + ": lines before it are cut");
    }
    if (whole && !parsed.prev().equals(AuditHead.NONE.hash())) {
      throw new AuditFault(place, "was changed: nothing comes before a first record");
    }
    if (wanted != null && wanted.sequence() > 0 && wanted.sequence() < parsed.sequence()) {
      throw new AuditFault(place, "comes after the head that was given: add the older files");
    }
    first = parsed.sequence();
  }

  private void checkNumber(Place place, Place before, AuditLine parsed) throws AuditFault {
    long expected = last.sequence() + 1;
    if (parsed.sequence() == expected) {
      return;
    }
    if (parsed.prev().equals(last.hash())) {
      throw new AuditFault(place, "was changed: it is record " + expected);
    }
    if (parsed.sequence() == last.sequence() && parsed.prev().equals(beforeLast)) {
      throw new AuditFault(before, "was added");
    }
    String why = "is record " + parsed.sequence() + " where record " + expected + " belongs: ";
    throw new AuditFault(
        place,
        why
            + (parsed.sequence() > expected
                ? "lines before it were cut or swapped"
                : "it was added or moved"));
  }

  private void checkHead(Place place) throws AuditFault {
    if (wanted == null) {
      return;
    }
    boolean same = wanted.hash().equals(last.hash());
    boolean sameNumber = wanted.sequence() == last.sequence();
    if (sameNumber && !same) {
      throw new AuditFault(
          place, "is not the record of that head: this or an earlier line was written anew");
    }
    headFound |= same && (sameNumber || wanted.sequence() == 0);
  }

  void endFile(Place next) throws AuditFault {
    if (emptyFile) {
      throw new AuditFault(next, "is missing: the file is empty");
    }
    end = next;
  }

  /** Of two lines that disagree at the end of the file, there is no third one to tell. */
  void decide() throws AuditFault {
    decide(null);
  }

  private void decide(@Nullable AuditLine next) throws AuditFault {
    @Nullable Suspicion decided = suspicion;
    suspicion = null;
    if (decided != null) {
      throw decided.decide(next, wanted);
    }
  }

  void end() throws AuditFault {
    decide();
    if (wanted != null && !headFound) {
      throw new AuditFault(
          Objects.requireNonNull(end),
          "is missing: the file ends with record "
              + last.sequence()
              + (wanted.sequence() == 0
                  ? ", and none has that head"
                  : " and had record " + wanted.sequence()));
    }
  }

  AuditVerdict verdict(Optional<AuditVerdict.Broken> broken) {
    return new AuditVerdict(records, first, last, key != null, headFound, broken);
  }
}
