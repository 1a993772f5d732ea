package dev.provisioning.kms.observe;

import java.io.Serial;

/** The first line that is not what was written; carries no stack trace, since the line says it. */
final class AuditFault extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient AuditVerdict.Broken broken;

  AuditFault(Place place, String why) {
    super("line " + place.line() + " " + why, null, false, false);
    this.broken = new AuditVerdict.Broken(place.file(), place.line(), why);
  }

  AuditVerdict.Broken broken() {
    return broken;
  }
}
