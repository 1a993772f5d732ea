package dev.provisioning.kms.testbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TestAuthorityTest {
  private static HttpResponse<String> ask(WireServer server, HttpClient client) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port())).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void server_isTrustedByItsOwnClientsAlone() throws Exception {
    Queue<WireRequest> requests = new ConcurrentLinkedQueue<>();
    try (TestAuthority authority = TestAuthority.create();
        TestAuthority other = TestAuthority.create();
        WireServer server =
            WireServer.start(
                request -> {
                  requests.add(request);
                  return WireReply.json(200, "{}");
                },
                authority.serverContext())) {
      HttpClient own = HttpClient.newBuilder().sslContext(authority.clientContext()).build();
      HttpClient foreign = HttpClient.newBuilder().sslContext(other.clientContext()).build();

      assertThat(ask(server, own).statusCode()).isEqualTo(200);
      assertThat(requests.element().clientChain()).isEmpty();
      assertThatThrownBy(() -> ask(server, foreign)).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void files_areWhatTheyAreCalled_andAreGoneAfterClose() throws Exception {
    Path folder;
    try (TestAuthority authority = TestAuthority.create()) {
      TestIdentity client = authority.client("app.test");
      folder = authority.caFile().getParent();
      assertThat(Files.readString(authority.caFile())).startsWith("-----BEGIN CERTIFICATE-----");
      assertThat(Files.readString(client.certificateFile()))
          .startsWith("-----BEGIN CERTIFICATE-----");
      assertThat(Files.readString(client.keyFile())).startsWith("-----BEGIN PRIVATE KEY-----");
      assertThat(client.keyStore().isKeyEntry("app.test")).isTrue();
      assertThat(authority.serverPin()).hasSize(44);
    }
    assertThat(folder).doesNotExist();
  }
}
