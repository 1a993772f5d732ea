package dev.provisioning.kms.testbench.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Keeps the stand-in honest: the same requests go to it and to the real server, and status and body
 * must agree. Where they do not, the server is right.
 */
@Tag("real-server")
class DifferentialTest {
  private static final List<String> SCRIPTS =
      List.of(
          "mounts",
          "keys",
          "encrypt",
          "decrypt",
          "batch",
          "rewrap",
          "datakey",
          "configure",
          "bodies",
          "policies",
          "tokens",
          "approle",
          "userpass",
          "jwt",
          "health");

  @RegisterExtension static final RealAndStandIn SERVERS = new RealAndStandIn();

  @TestFactory
  Stream<DynamicNode> eachRequest_onBothServers_hasTheSameAnswer() {
    return SCRIPTS.stream().map(name -> dynamicContainer(name, compare(name)));
  }

  private static Stream<DynamicTest> compare(String name) {
    List<Step> steps = Step.parse(read(name));
    Map<String, String> real = variables(SERVERS.real());
    Map<String, String> standIn = variables(SERVERS.standIn());
    return steps.stream()
        .map(
            step ->
                dynamicTest(
                    step.line().length() > 120 ? step.line().substring(0, 120) : step.line(),
                    () -> {
                      VaultAnswer expected = step.run(SERVERS.real(), real);
                      VaultAnswer actual = step.run(SERVERS.standIn(), standIn);
                      assertThat(Normalised.of(step, actual))
                          .isEqualTo(Normalised.of(step, expected));
                    }));
  }

  private static Map<String, String> variables(VaultServer server) {
    return new HashMap<>(Map.of("root", server.admin().rootToken()));
  }

  private static String read(String name) {
    try (InputStream in = DifferentialTest.class.getResourceAsStream(name + ".http")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
