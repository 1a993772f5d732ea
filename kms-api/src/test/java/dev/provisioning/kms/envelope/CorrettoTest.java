package dev.provisioning.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A provider that nobody named is used if it works, and if it does what the JDK's does. */
class CorrettoTest {
  private static Optional<CipherSource> find(String name) {
    return Corretto.find(CorrettoTest.class.getClassLoader(), name);
  }

  /** Has the members of the real one. */
  public abstract static class Played extends Provider {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Throwable failure;

    Played(String implementation, @Nullable Throwable failure) {
      super("Played", "1", "for a test");
      this.failure = failure;
      put("Cipher.AES/GCM/NoPadding", implementation);
    }

    /** As the real one. */
    public @Nullable Throwable getLoadingError() {
      return failure;
    }

    static String implementationOf(String cipher) {
      return Security.getProvider("SunJCE").getService("Cipher", cipher).getClassName();
    }
  }

  /** On a machine that its library fits. */
  public static final class Working extends Played {
    private static final long serialVersionUID = 1L;

    /** As the real one. */
    public static final Working INSTANCE = new Working();

    private Working() {
      super(implementationOf("AES/GCM/NoPadding"), null);
    }
  }

  /** On another one. */
  public static final class Unfit extends Played {
    private static final long serialVersionUID = 1L;

    /** As the real one. */
    public static final Unfit INSTANCE = new Unfit();

    private Unfit() {
      super(implementationOf("AES/GCM/NoPadding"), new UnsatisfiedLinkError("no library"));
    }
  }

  /** Another cipher under the name of this one. */
  public static final class Wrong extends Played {
    private static final long serialVersionUID = 1L;

    /** As the real one. */
    public static final Wrong INSTANCE = new Wrong();

    private Wrong() {
      super(implementationOf("ChaCha20-Poly1305"), null);
    }
  }

  @Test
  void find_classThatIsNotThere_isNothing() {
    assertThat(find("no.such.Provider")).isEmpty();
  }

  @Test
  void find_providerThatWorks_isUsed() {
    assertThat(find(Working.class.getName()).map(CipherSource::provider))
        .containsSame(Working.INSTANCE);
  }

  @Test
  void find_libraryThatDoesNotLoad_isNothing() {
    assertThat(find(Unfit.class.getName())).isEmpty();
  }

  @Test
  void find_providerThatSealsOtherwise_isNothing() {
    assertThat(find(Wrong.class.getName())).isEmpty();
  }

  @Test
  void find_classThatIsNoProvider_isNothing() {
    assertThat(find("java.lang.String")).isEmpty();
  }

  @Test
  void find_itself_installsNothing() {
    assertThat(find(Working.class.getName())).isPresent();
    assertThat(Security.getProvider("Played")).isNull();
  }
}
