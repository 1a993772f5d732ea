package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests a running server, the same one to all tests of a run with the same access; a test
 * uses keys of its own and does not stop it.
 */
public final class CosmianHosts implements ParameterResolver {
  private static final AtomicLong NAMES = new AtomicLong();

  /** For JUnit. */
  public CosmianHosts() {}

  /** Asks for another access than {@link CosmianAccess#OPEN}. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  public @interface With {
    /**
     * How the server knows its clients.
     *
     * @return the access
     */
    CosmianAccess value();
  }

  /**
   * Makes the id of a key that no other test uses.
   *
   * @return the id
   */
  public static String freshKey() {
    return "key-" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
    return parameter.getParameter().getType() == CosmianHost.class;
  }

  @Override
  public CosmianHost resolveParameter(ParameterContext parameter, ExtensionContext extension) {
    CosmianAccess access =
        parameter.findAnnotation(With.class).map(With::value).orElse(CosmianAccess.OPEN);
    return extension
        .getRoot()
        .getStore(Namespace.create(CosmianHosts.class))
        .computeIfAbsent(access, Shared::new, Shared.class)
        .host();
  }

  /** Closed by JUnit at the end of the run. */
  private static final class Shared implements AutoCloseable {
    private final CosmianHost host;

    Shared(CosmianAccess access) {
      try {
        Path folder = Files.createTempDirectory("cosmian-access-");
        folder.toFile().deleteOnExit();
        host = CosmianHost.start(access, folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    CosmianHost host() {
      return host;
    }

    @Override
    public void close() {
      host.close();
    }
  }
}
