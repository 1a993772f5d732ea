package dev.provisioning.kms.service.cli.source;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.SectionOptions;
import dev.provisioning.kms.service.cli.option.SourceOptions;
import dev.provisioning.kms.spi.KmsProvider;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An opened configuration and the client that a command's options pick.
 *
 * @param source where the configuration came from
 * @param kms the opened configuration
 * @param section the section of the client
 * @param client the client
 */
public record Session(Source source, Kms kms, String section, KmsClient client)
    implements AutoCloseable {
  /** Whether a command may make the first key, if a person says so. */
  public enum FirstKey {
    /** It encrypts, and a fresh key is as good as any. */
    MAY_BE_MADE,
    /** It needs a key that is there. */
    MUST_EXIST
  }

  /**
   * Opens the configuration with the key that the command line picks.
   *
   * @param terminal where the command runs
   * @param options what the command line says
   * @param firstKey whether a missing key may be made
   * @param providers providers that win over those on the class path
   * @return the session, to be closed
   * @throws IOException if the person cannot be asked, or the key not be written
   */
  public static Session open(
      Terminal terminal, BackendOptions options, FirstKey firstKey, KmsProvider... providers)
      throws IOException {
    Session session = open(terminal, options.section(), firstKey, providers);
    @Nullable String key = options.key();
    if (key == null) {
      return session;
    }
    try {
      return new Session(session.source, session.kms, session.section, session.client.forKey(key));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Opens the configuration with the default key of a section.
   *
   * @param terminal where the command runs
   * @param options what the command line says
   * @param firstKey whether a missing key may be made
   * @param providers providers that win over those on the class path
   * @return the session, to be closed
   * @throws IOException if the person cannot be asked, or the key not be written
   */
  public static Session open(
      Terminal terminal, SectionOptions options, FirstKey firstKey, KmsProvider... providers)
      throws IOException {
    @Nullable String section = options.section();
    if (section != null && options.source().uri() != null) {
      throw Refusal.usage("--section goes with a configuration file, not with --uri");
    }
    Source source = find(terminal, options.source(), firstKey);
    Kms kms = connect(terminal, source, providers);
    if (section == null) {
      return new Session(source, kms, kms.section(), kms);
    }
    try {
      return new Session(source, kms, section, kms.backend(section));
    } catch (RuntimeException e) {
      kms.close();
      throw e;
    }
  }

  /**
   * Finds a configuration that can be opened.
   *
   * @param terminal where the command runs
   * @param options what the command line says
   * @param firstKey whether a missing key may be made
   * @return the source
   * @throws IOException if the person cannot be asked, or the key not be written
   */
  public static Source find(Terminal terminal, SourceOptions options, FirstKey firstKey)
      throws IOException {
    ConfigurationSearch search = new ConfigurationSearch(terminal);
    Source source = search.find(options);
    if (source instanceof Source.OwnKey own) {
      if (own.key().exists()) {
        search.hint().ifPresent(terminal::note);
      } else if (firstKey == FirstKey.MUST_EXIST || !new FirstKeyPair(terminal).offer(own.key())) {
        throw Refusal.configuration(
            "there is no configuration and no key; run: kms keygen"
                + search.hint().map(hint -> " (" + hint + ")").orElse(""));
      }
    }
    return source;
  }

  /**
   * Opens a source.
   *
   * @param terminal where the command runs
   * @param source the source
   * @param providers providers that win over those on the class path
   * @return the opened configuration, to be closed
   */
  public static Kms connect(Terminal terminal, Source source, KmsProvider... providers) {
    KmsBuilder builder = source.addTo(Kms.builder()).variables(terminal.variables());
    terminal.providers().forEach(builder::provider);
    Arrays.stream(providers).forEach(builder::provider);
    return builder.connect();
  }

  /**
   * Returns the scheme of the client's backend.
   *
   * @param variables the environment variables
   * @return such as {@code vault} for a section named {@code archive}
   */
  public String scheme(Function<String, @Nullable String> variables) {
    return source.read(variables).section(section).build().scheme();
  }

  @Override
  public void close() {
    kms.close();
  }
}
