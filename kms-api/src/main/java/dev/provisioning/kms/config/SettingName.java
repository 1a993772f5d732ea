package dev.provisioning.kms.config;

/** Names of settings, in which {@code -} and {@code _} are equal. */
public final class SettingName {
  private SettingName() {}

  /**
   * Writes a name in the form that is compared. Names inside a table, such as the logical names of
   * {@code [kms.vault.keys]}, are the user's own and stay as they are.
   *
   * @param name such as {@code private-key-path} or {@code keys.my-key}
   * @return such as {@code private_key_path} or {@code keys.my-key}
   */
  public static String normal(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? name.replace('-', '_')
        : name.substring(0, dot).replace('-', '_') + name.substring(dot);
  }
}
