package dev.provisioning.kms;

import dev.provisioning.kms.config.Configuration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which sections may open ciphertexts beside the primary, from the file and from the builder.
 *
 * @param decryptAlso their names, in the order of attempts
 * @param accepted those that may although anybody can make their ciphertexts
 */
record Routes(List<String> decryptAlso, List<String> accepted) {
  /** With what the file says before. */
  Routes after(@Nullable Configuration file) {
    if (file == null) {
      return this;
    }
    Set<String> also = new LinkedHashSet<>(file.decryptAlso());
    also.addAll(decryptAlso);
    Set<String> all = new LinkedHashSet<>(file.acceptUnauthenticated());
    all.addAll(accepted);
    return new Routes(List.copyOf(also), List.copyOf(all));
  }

  /**
   * Opens the primary and the others.
   *
   * @param exists whether there is a section of a name
   */
  List<Connection> open(
      String primaryName, Function<String, Connection> section, Predicate<String> exists) {
    Connection primary = section.apply(primaryName);
    List<Connection> routes = new ArrayList<>(List.of(primary));
    for (String name : decryptAlso) {
      Connection other = section.apply(name);
      boolean weaker =
          primary.can(Capability.AUTHENTICATED) && !other.can(Capability.AUTHENTICATED);
      if (weaker && !accepted.contains(name)) {
        throw refusal(primaryName, name);
      }
      if (!routes.contains(other)) {
        routes.add(other);
      }
    }
    for (String name : accepted) {
      // A misspelt name would refuse what its author believes to be accepted.
      if (!exists.test(name)) {
        throw KmsException.of(
            ErrorCode.CONFIGURATION,
            "accept_unauthenticated names " + name + ", which is no section");
      }
    }
    return routes;
  }

  private static KmsException refusal(String primary, String name) {
    return KmsException.of(
        ErrorCode.CONFIGURATION,
        "decrypt_also names "
            + name
            + ", whose ciphertexts anyone can make, while those of "
            + primary
            + " prove who made them; to accept that, set accept_unauthenticated = [\""
            + name
            + "\"]");
  }
}
