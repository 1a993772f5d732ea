package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.testing.FakeKms;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

class ProviderTest {
  /** A provider that is not installed and hands on to the JDK's, in whole frames. */
  private static final class Named extends Provider {
    private static final long serialVersionUID = 1L;

    Named(String name, boolean withGcm) {
      super(name, "1", "for a test");
      if (withGcm) {
        Provider jdk = Security.getProvider("SunJCE");
        Provider.Service service = jdk.getService("Cipher", "AES/GCM/NoPadding");
        put("Cipher.AES/GCM/NoPadding", service.getClassName());
      }
    }
  }

  @Test
  void provider_thatWasPassedIn_isTheOneAsked() {
    FakeKms fake = FakeKms.create().withKey("k1");
    assertThatThrownBy(
            () -> Envelope.builder(fake.client()).provider(new Named("Empty", false)).build())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("Empty");
  }

  @Test
  void cipher_slicedOrNot_sealsTheSame() throws Exception {
    MessageKeys keys =
        MessageKeys.derive(new byte[32], Prefix.fresh(0, false, new byte[32]), CONTEXT);
    for (int size : new int[] {0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 16384, 65535, 65536}) {
      byte[] sliced = new byte[size + Frames.TAG];
      byte[] whole = new byte[size + Frames.TAG];
      CipherSource.ofJdk().with(keys.payload()).seal(0, true, plaintext(size), 0, size, sliced, 0);
      new FrameCipher(Cipher.getInstance("AES/GCM/NoPadding"), keys.payload(), false)
          .seal(0, true, plaintext(size), 0, size, whole, 0);
      assertThat(sliced).isEqualTo(whole);
    }
  }

  /** Whatever others are installed before it, and none is ever added. */
  @Test
  void provider_byDefault_isTheJdksOwn() {
    List<Provider> before = List.of(Security.getProviders());
    FakeKms fake = FakeKms.create().withKey("k1");
    try (Envelope envelope = Envelope.of(fake.client());
        Envelope other =
            Envelope.builder(fake.client()).provider(new WatchedProvider("Other")).build()) {
      byte[] sealed = other.seal(plaintext(70_000), CONTEXT);
      assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(70_000));
      assertThat(CipherSource.ofJdk().provider().getName()).isEqualTo("SunJCE");
    }
    assertThat(Security.getProviders()).containsExactlyElementsOf(before);
  }
}
