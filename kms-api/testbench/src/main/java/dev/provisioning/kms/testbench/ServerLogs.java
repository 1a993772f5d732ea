package dev.provisioning.kms.testbench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A JUnit extension that puts the end of the servers' logs under the failure of a test. An
 * extension that starts servers implements it beside its own callbacks and calls {@link #watch}.
 */
public interface ServerLogs
    extends TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  /**
   * Watches a server for the tests of a context and of those below it.
   *
   * @param context where the server belongs: a method's or a class's
   */
  static void watch(ExtensionContext context, ServerProcess server) {
    Watched.in(context).servers.add(server);
  }

  @Override
  default void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Watched.explain(context, failure);
  }

  @Override
  default void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Watched.explain(context, failure);
  }

  @Override
  default void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Watched.explain(context, failure);
  }

  @Override
  default void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Watched.explain(context, failure);
  }

  /** The servers of one context. */
  final class Watched {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(Watched.class);
    private final List<ServerProcess> servers = new CopyOnWriteArrayList<>();

    private Watched() {}

    private static Watched in(ExtensionContext context) {
      // A key of its own for each context: a look-up would also find the parent's.
      return context
          .getStore(NAMESPACE)
          .computeIfAbsent(context.getUniqueId(), id -> new Watched(), Watched.class);
    }

    private static Throwable explain(ExtensionContext context, Throwable failure) {
      Optional<ExtensionContext> at = Optional.of(context);
      while (at.isPresent()) {
        for (ServerProcess server : in(at.get()).servers) {
          failure.addSuppressed(new LogTail(server.log()));
        }
        at = at.get().getParent();
      }
      return failure;
    }
  }

  /** Carries the end of a log into a report; it has no stack of its own. */
  final class LogTail extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private LogTail(ServerLog log) {
      super("the server's log, " + log.file() + ", ends:\n" + log.tail(), null, false, false);
    }
  }
}
