package dev.provisioning.kms.testbench.cosmian;

import static dev.provisioning.kms.testbench.cosmian.Requests.decrypt;
import static dev.provisioning.kms.testbench.cosmian.Requests.encrypt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.testbench.cosmian.CosmianAdmin.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, by a stand-in and, in a run with real servers, by the real one. */
class StandInAccessTest {
  @TempDir private Path folder;

  @Test
  void token_isAskedForExceptForVersionAndHealth() throws IOException {
    try (CosmianHost host = CosmianHost.start(CosmianAccess.TOKEN, folder)) {
      host.admin().createKey("k");
      for (String key : new String[] {"", "d3Jvbmc="}) {
        CosmianAdmin other = CosmianAdmin.plain(host.address(), host.era(), key);
        Answer refused = other.kmip(Conversation.text(encrypt("k", "00")));
        assertThat(refused).isEqualTo(new Answer(401, "", "No authentication provided."));
        assertThat(other.send("GET", "/me", "").status()).isEqualTo(401);
        assertThat(other.send("GET", "/version", "").status()).isEqualTo(200);
        assertThat(other.send("GET", "/health", "").status()).isEqualTo(200);
      }
      assertThat(host.admin().send("GET", "/me", "").body()).isEqualTo("{\"user\":\"admin\"}");
    }
  }

  @Test
  void certificate_namesTheUser_whoNeedsARight() throws IOException {
    try (CosmianHost host = CosmianHost.start(CosmianAccess.CERTIFICATE, folder)) {
      CosmianAdmin owner = host.admin();
      owner.createKey("k");
      CosmianAdmin stranger = host.admin(CosmianHost.STRANGER);
      assertThat(owner.send("GET", "/me", "").body()).isEqualTo("{\"user\":\"alice\"}");
      assertThat(stranger.send("GET", "/me", "").body()).isEqualTo("{\"user\":\"bob\"}");
      Function<Ttlv, Answer> asks = request -> stranger.kmip(Conversation.text(request));
      assertThat(asks.apply(encrypt("k", "00")).body())
          .isEqualTo(
              "Access denied: Encrypt: the user bob does not have permission to encrypt using the"
                  + " key: k");
      Ttlv made = owner.run(encrypt("k", "00"));
      assertThat(asks.apply(decrypt("k", made)).body())
          .isEqualTo(
              "Access denied: Decrypt: the user bob does not have the permission to decrypt using"
                  + " the key: k");
      KeyRequests keys = new KeyRequests(host.era());
      assertThat(asks.apply(keys.plain("GetAttributes", "k")).status()).isEqualTo(422);
      assertThat(asks.apply(keys.plain("ReKey", "k")).status()).isEqualTo(401);
      assertThat(asks.apply(keys.revoke("k", "Superseded")).body()).isEqualTo("Item_Not_Found: k");
      owner.grant("k", CosmianHost.STRANGER, "encrypt");
      assertThat(asks.apply(encrypt("k", "00")).status()).isEqualTo(200);
      assertThat(asks.apply(decrypt("k", made)).status()).isEqualTo(401);
      assertThat(asks.apply(keys.plain("GetAttributes", "k")).status()).isEqualTo(200);
      owner.rekey("k");
      // The name is the owner's keyset; for another it is the oldest key.
      assertThat(asks.apply(encrypt("k", "00")).body()).startsWith("Permission_Denied: ");
    }
  }

  @Test
  void restart_keepsPortAndKeys() throws IOException {
    try (CosmianHost host = CosmianHost.start(CosmianAccess.OPEN, folder)) {
      host.admin().createKey("k");
      Ttlv made = host.admin().run(encrypt("k", "616263"));
      host.restart();
      assertThat(host.admin().run(decrypt("k", made)).textOf("Data")).contains("616263");
      host.kill();
      host.start();
      assertThat(host.admin().run(decrypt("k", made)).textOf("Data")).contains("616263");
    }
  }
}
