package dev.provisioning.kms.testkit.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testing.FakeKms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The parameters of a workflow in one round trip, each bound to its name. */
class WorkflowParametersTest {
  private final FakeKms fake = FakeKms.create();
  private final KmsClient kms = fake.client();
  private final EncryptionContext workflow = EncryptionContext.of("workflow", "nightly");

  private Map<String, Ciphertext> protect(Map<String, String> parameters) {
    List<String> names = List.copyOf(parameters.keySet());
    List<byte[]> values =
        names.stream().map(n -> parameters.getOrDefault(n, "").getBytes(UTF_8)).toList();
    List<EncryptionContext> contexts = names.stream().map(n -> workflow.with("name", n)).toList();
    List<KmsResult<Ciphertext>> results = kms.encryptAll(values, contexts);
    Map<String, Ciphertext> made = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      made.put(names.get(i), results.get(i).get());
    }
    return made;
  }

  private Map<String, String> reveal(Map<String, Ciphertext> stored, List<KmsException> problems) {
    List<String> names = List.copyOf(stored.keySet());
    List<KmsResult<byte[]>> results =
        kms.decryptAll(
            List.copyOf(stored.values()),
            names.stream().map(n -> workflow.with("name", n)).toList());
    Map<String, String> revealed = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      KmsResult<byte[]> result = results.get(i);
      result.error().ifPresent(problems::add);
      if (result.succeeded()) {
        revealed.put(names.get(i), new String(result.get(), UTF_8));
      }
    }
    return revealed;
  }

  private static Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("db.password", "s3cret");
    parameters.put("api.token", "t0ken");
    parameters.put("smtp.password", "mail");
    return parameters;
  }

  @Test
  void parameters_ofAWorkflow_travelInOneCallEachWay() {
    List<KmsException> problems = new ArrayList<>();
    assertThat(reveal(protect(parameters()), problems)).isEqualTo(parameters());
    assertThat(problems).isEmpty();
    assertThat(fake.calls()).hasSize(2);
    assertThat(fake.calls().get(0).sizes()).containsExactly(6, 5, 4);
  }

  @Test
  void parameters_swapped_failAloneAndSayWhy() {
    Map<String, Ciphertext> stored = protect(parameters());
    stored.computeIfPresent("api.token", (n, c) -> stored.getOrDefault("db.password", c));
    List<KmsException> problems = new ArrayList<>();
    assertThat(reveal(stored, problems)).containsOnlyKeys("db.password", "smtp.password");
    assertThat(problems)
        .singleElement()
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CIPHERTEXT));
  }
}
