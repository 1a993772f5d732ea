package dev.provisioning.kms.cosmian.kmip;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server, which decides what it understands and what it would destroy.
 *
 * @param major such as 5
 * @param minor such as 28
 * @param fips whether it says that it runs in FIPS mode; its word, no proof
 * @param text the version as the server writes it, for messages
 */
public record ServerVersion(int major, int minor, boolean fips, String text) {
  private static final Pattern FORM =
      Pattern.compile("(([0-9]{1,4})\\.([0-9]{1,4})(?:\\.[0-9]{1,6})?)(?:[-+. (].{0,200})?");

  /**
   * Reads a version.
   *
   * @param text such as {@code 5.28.0 (OpenSSL 3.6.2 …-FIPS)}
   * @return the version; empty for anything else
   */
  public static Optional<ServerVersion> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    boolean fips = text.endsWith("-FIPS)") && !text.endsWith("non-FIPS)");
    return Optional.of(
        new ServerVersion(
            Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)), fips, form.group(1)));
  }

  private boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /**
   * Tells how the IV is called.
   *
   * @return the tag
   */
  String ivTag() {
    return major >= 5 ? "IVCounterNonce" : "IvCounterNonce";
  }

  /**
   * Tells whether a key that is created without a past date of activation cannot be used.
   *
   * @return true since 5.13; before 5.5 the date's type is another one
   */
  boolean wantsActivationDate() {
    return atLeast(5, 13);
  }

  /**
   * Tells whether several operations go in one request.
   *
   * @return true since 5.0
   */
  public boolean batches() {
    return major >= 5;
  }

  /**
   * Tells whether rotating keeps old ciphertexts.
   *
   * @return true since 5.23; before, ReKey put new bytes in the old key's place
   */
  public boolean rotatesSafely() {
    return atLeast(5, 23);
  }

  /**
   * Tells whether a rotated key keeps its name.
   *
   * @return true since 5.25
   */
  public boolean hasKeysets() {
    return atLeast(5, 25);
  }

  /**
   * Tells why a server that does not rotate safely is not asked to.
   *
   * @return one line
   */
  public String whyNoRotation() {
    return "version "
        + this
        + " of the server does not rotate safely: before 5.23, rotating overwrites the key and"
        + " everything encrypted with it is lost";
  }

  /**
   * Tells why a server without keysets does not rotate by itself.
   *
   * @return one line
   */
  public String whyNoSchedule() {
    return "version " + this + " of the server does not rotate by itself; 5.25 does";
  }

  /** Shows the version alone. */
  @Override
  public String toString() {
    return text;
  }
}
