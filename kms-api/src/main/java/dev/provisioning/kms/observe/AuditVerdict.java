package dev.provisioning.kms.observe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param records how many records are sound, up to the first bad line
 * @param first the number of the first record; 0 if there is none. If it is not 1, older files were
 *     not looked at
 * @param head the last sound record
 * @param keyChecked whether each of them was written by somebody who has the key
 * @param headFound whether the head that was known is among them: nothing up to it was changed or
 *     cut
 * @param broken where the chain breaks, if it does
 */
public record AuditVerdict(
    long records,
    long first,
    AuditHead head,
    boolean keyChecked,
    boolean headFound,
    Optional<Broken> broken) {
  /**
   * The first bad line.
   *
   * @param file its file
   * @param line its number in the file, counted from 1
   * @param why what is wrong with it, as a predicate: "was changed"
   */
  public record Broken(Path file, long line, String why) {}

  /**
   * Tells whether every line is what was written, as far as that can be known from what was given.
   *
   * @return true if the chain does not break
   */
  public boolean isSound() {
    return broken.isEmpty();
  }

  /**
   * Tells whether the lines only agree with each other: without a head or the key, somebody could
   * have written all of them anew.
   *
   * @return true if nothing from outside the file was compared
   */
  public boolean isSelfConsistentOnly() {
    return isSound() && !keyChecked && !headFound;
  }
}
