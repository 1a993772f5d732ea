package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.ProviderReport;
import dev.provisioning.kms.spi.KmsProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Promise 5: a provider is found on both paths, and opening it is offline. */
interface DiscoveryContract extends Contract {
  private String scheme() {
    return fixture().backend().scheme();
  }

  private ClassLoader loader() {
    return fixture().backend().real().getClass().getClassLoader();
  }

  private Optional<ProviderReport> report() {
    return Kms.providers(loader()).stream()
        .filter(r -> r.scheme().equals(Optional.of(scheme())))
        .findFirst();
  }

  @Test
  default void provider_isRegisteredOnBothPaths() throws Exception {
    if (fixture().subject().uri(1).isEmpty()) {
      assertThat(report()).isEmpty();
      return;
    }
    String provider = report().orElseThrow().className();
    Class<?> type = Class.forName(provider, false, loader());
    Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (ModuleReference module : ModuleFinder.of(jar).findAll()) {
      assertThat(services(module)).as("META-INF/services").contains(provider);
      ModuleDescriptor descriptor = module.descriptor();
      assertThat(descriptor.provides())
          .as("module-info")
          .anyMatch(
              p ->
                  p.service().equals(KmsProvider.class.getName())
                      && p.providers().contains(provider));
    }
  }

  private static List<String> services(ModuleReference module) throws IOException {
    try (ModuleReader reader = module.open();
        InputStream in =
            reader.open("META-INF/services/" + KmsProvider.class.getName()).orElseThrow()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  default void connect_opensNoSocket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Optional<String> uri = fixture().subject().uri(server.getLocalPort());
      if (uri.isEmpty()) {
        Expect.refusal(ErrorCode.CONFIGURATION, () -> Kms.connect(scheme() + ":any"));
        return;
      }
      Kms.builder().uri(uri.get()).classLoader(loader()).connect().close();
      server.setSoTimeout(1);
      assertThat(catchThrowable(server::accept)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  default void connect_withAnUnknownSetting_isRefused() {
    Optional<String> uri = fixture().subject().uri(1);
    if (uri.isEmpty()) {
      Expect.refusal(ErrorCode.CONFIGURATION, () -> Kms.connect(scheme() + ":any?no-such=1"));
      return;
    }
    String more = uri.get() + (uri.get().contains("?") ? "&" : "?") + "no-such-setting=1";
    assertThat(
            Expect.refusal(
                ErrorCode.CONFIGURATION,
                () -> Kms.builder().uri(more).classLoader(loader()).connect()))
        .hasMessageContaining("no_such_setting");
  }
}
