package dev.provisioning.kms.testbench.cosmian;

import static dev.provisioning.kms.testbench.cosmian.Requests.encrypt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.testbench.cosmian.CosmianAdmin.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final String REQUEST = Conversation.text(encrypt("k", "00"));
  private CosmianStandIn host;

  @BeforeEach
  void start() throws IOException {
    host = CosmianStandIn.start(CosmianEra.V5_28);
    host.admin().createKey("k");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void answer_comesInPlaceOfTheOperation_once() {
    host.fail("Encrypt", Fault.answer(503, "later"));
    assertThat(host.admin().kmip(REQUEST))
        .isEqualTo(new Answer(503, "text/html; charset=utf-8", "later"));
    assertThat(host.admin().kmip(REQUEST).status()).isEqualTo(200);
  }

  @Test
  void rewritten_changesTheAnswer() {
    host.fail("Encrypt", Fault.rewritten(body -> body.replace("IVCounterNonce", "Nonce")));
    assertThat(host.admin().kmip(REQUEST).body()).contains("\"Nonce\"");
  }

  @Test
  void reset_andTruncated_endTheConnection() {
    host.fail("Encrypt", Fault.resetBefore(), Fault.resetAfter(), Fault.truncated());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> host.admin().kmip(REQUEST)).isInstanceOf(UncheckedIOException.class);
    }
    assertThat(host.admin().kmip(REQUEST).status()).isEqualTo(200);
    assertThat(host.requests("Encrypt")).hasSize(4);
  }

  @Test
  void requests_areRecorded() {
    host.admin().kmip(REQUEST);
    RecordedRequest recorded = host.requests("Encrypt").get(0);
    assertThat(recorded.body()).isEqualTo(REQUEST);
    assertThat(recorded.path()).isEqualTo("/kmip/2_1");
    assertThat(recorded.headers()).containsEntry("content-type", "application/json");
  }

  @Test
  void bodyAbove64MiB_isRefused() {
    Answer refused = host.admin().kmip(" ".repeat((64 << 20) + 1));
    assertThat(refused)
        .isEqualTo(new Answer(413, "text/plain; charset=utf-8", "payload reached size limit"));
  }
}
