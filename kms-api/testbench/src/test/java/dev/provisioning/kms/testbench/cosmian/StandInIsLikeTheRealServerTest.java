package dev.provisioning.kms.testbench.cosmian;

import static dev.provisioning.kms.testbench.cosmian.Requests.aad;
import static dev.provisioning.kms.testbench.cosmian.Requests.batch;
import static dev.provisioning.kms.testbench.cosmian.Requests.decrypt;
import static dev.provisioning.kms.testbench.cosmian.Requests.encrypt;
import static dev.provisioning.kms.testbench.cosmian.Requests.hex;
import static dev.provisioning.kms.testbench.cosmian.Requests.iv;
import static dev.provisioning.kms.testbench.cosmian.Requests.tag;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same requests to the real server and to the stand-in for it. */
@Tag("real-server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandInIsLikeTheRealServerTest {
  private CosmianHost real;
  private CosmianHost standIn;
  private final KeyRequests keys = new KeyRequests(CosmianEra.V5_28);

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    real = CosmianServer.start(CosmianAccess.OPEN, folder.resolve("server"));
    standIn = CosmianStandIn.start(CosmianEra.V5_28);
  }

  @AfterAll
  void stop() {
    real.close();
    standIn.close();
  }

  private void compare(Consumer<Conversation> script) {
    Conversation expected = new Conversation(real.admin());
    script.accept(expected);
    Conversation actual = new Conversation(standIn.admin());
    script.accept(actual);
    assertThat(actual.answers()).containsExactlyElementsOf(expected.answers());
  }

  @Test
  void endpoints() {
    compare(
        c -> {
          for (String path : List.of("/version", "/health", "/me", "/server-info", "/nowhere")) {
            c.send("GET", path, "");
          }
          c.send("GET", "/kmip/2_1", "");
          c.send("POST", "/version", "");
          c.send("POST", "/kmip", Conversation.text(encrypt("k", "00")));
        });
  }

  @Test
  void malformedJson() {
    compare(
        c -> {
          for (String body :
              List.of(
                  "",
                  "{",
                  "[]",
                  "null",
                  "{}",
                  "\"x\"",
                  "{\"tag\":\"Encrypt\"}",
                  "{\"tag\":\"Encrypt\",\"type\":\"Structure\",\"value\":[",
                  "{\"tag\":\"Encrypt\",\"type\":\"Structure\",\"x\":1,\"value\":[]}",
                  "{\"value\":[],\"tag\":\"Encrypt\"}",
                  "{\"tag\":\"Encrypt\",\"value\":[{\"tag\":\"Data\",\"type\":\"ByteString\","
                      + "\"value\":\"0\"}]}",
                  "{\"tag\":\"Encrypt\",\"value\":[{\"tag\":\"Data\",\"type\":\"ByteString\","
                      + "\"value\":\"zz\"}]}",
                  "{\"tag\":\"Encrypt\",\"value\":[]}x")) {
            c.malformed(body);
          }
          c.kmip("an unknown operation", Ttlv.structure("Nonsense"));
        });
  }

  @Test
  void creation() {
    compare(
        c -> {
          c.kmip("new", keys.create("create", true, true));
          c.kmip("again", keys.create("create", true, true));
          c.kmip("lone", keys.create("create-lone", true, false));
          c.kmip("without an id", keys.create("", true, false));
          c.kmip("without a date", keys.create("create-later", false, true));
          c.kmip("PreActive", encrypt("create-later", "00"));
          c.kmip("PreActive", decrypt("create-later", hex("00"), iv(new byte[12])));
          c.kmip("activate", keys.plain("Activate", "create-later"));
          c.kmip("activate again", keys.plain("Activate", "create-later"));
          c.kmip("Active", encrypt("create-later", "00"));
          c.kmip(
              "another name",
              Ttlv.structure(
                  "Create",
                  Ttlv.name("ObjectType", "SymmetricKey"),
                  Ttlv.structure(
                      "Attributes",
                      Ttlv.name("CryptographicAlgorithm", "AES"),
                      Ttlv.number("CryptographicLength", 256),
                      Ttlv.name("KeyFormatType", "TransparentSymmetricKey"),
                      Ttlv.name("ObjectType", "SymmetricKey"),
                      Ttlv.uid("create-other"),
                      Ttlv.text("RotateName", "other"))));
          c.kmip(
              "no attributes", Ttlv.structure("Create", Ttlv.name("ObjectType", "SymmetricKey")));
          c.kmip("import", keys.importKey("create-import", new byte[32]));
        });
  }

  @Test
  void encryption() {
    compare(
        c -> {
          c.kmip("create", keys.create("enc", true, true));
          Ttlv made = c.kmip("encrypt", encrypt("enc", "48656c6c6f", aad("6374783d31")));
          byte[] data = made.bytesOf("Data").orElseThrow();
          byte[] nonce = made.bytesOf("IVCounterNonce").orElseThrow();
          byte[] mac = made.bytesOf("AuthenticatedEncryptionTag").orElseThrow();
          c.kmip("decrypt", decrypt("enc", made, aad("6374783d31")));
          c.kmip("another context", decrypt("enc", made, aad("00")));
          c.kmip("no context", decrypt("enc", made));
          for (int length : new int[] {0, 1, 4, 8, 12, 15, 17}) {
            c.kmip(
                "a tag of " + length,
                decrypt(
                    "enc", data, iv(nonce), aad("6374783d31"), tag(Arrays.copyOf(mac, length))));
          }
          c.kmip("no tag", decrypt("enc", data, iv(nonce), aad("6374783d31")));
          c.kmip("no iv", decrypt("enc", data, tag(mac), aad("6374783d31")));
          c.kmip("a short iv", decrypt("enc", data, iv(new byte[4]), tag(mac)));
          c.kmip("no bytes", decrypt("enc", new byte[0], iv(nonce), tag(mac)));
          c.kmip("empty", decrypt("enc", c.kmip("empty", encrypt("enc", ""))));
          c.kmip("its own iv", encrypt("enc", "00", iv(new byte[12])));
          c.kmip("missing key", encrypt("enc-missing", "00"));
          c.kmip("missing key", decrypt("enc-missing", made));
          c.kmip("missing generation", encrypt("enc@9", "00"));
          c.kmip("no id", Ttlv.structure("Encrypt", Ttlv.bytes("Data", new byte[1])));
          c.kmip("no data", Ttlv.structure("Encrypt", Ttlv.uid("enc")));
          c.kmip(
              "no parameters",
              Ttlv.structure("Encrypt", Ttlv.uid("enc"), Ttlv.bytes("Data", new byte[1])));
          c.kmip("an unknown field", encrypt("enc", "00", Ttlv.text("Nonsense", "x")));
          c.kmip("two ids", encrypt("enc", "00", Ttlv.uid("other")));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8787",
        "878700",
        "8787000102",
        "87870103616263",
        "8787010361626300",
        "87870100",
        "87870201610162",
        "878702016101",
        "87877a7a7a7a",
        "8787ff",
        "878701",
        "878780",
        "87878000",
        "8787808000",
        "87870103",
        "8787ffffffffffffffffff01",
        "8787ffffffffff7f",
        "878780808080808080808000",
        "8786"
      })
  void bulkData(String data) {
    compare(
        c -> {
          c.kmip("create", keys.create("bulk-" + data, true, true));
          Ttlv plain = c.kmip("encrypt", encrypt("bulk-" + data, data));
          c.kmip("decrypt", decrypt("bulk-" + data, plain));
          Ttlv bound = c.kmip("with a context", encrypt("bulk-" + data, data, aad("6161")));
          c.kmip("with the context", decrypt("bulk-" + data, bound, aad("6161")));
          c.kmip(
              "as a ciphertext",
              decrypt("bulk-" + data, hex(data), iv(new byte[12]), aad("6161"), tag(new byte[16])));
          c.kmip("missing key", encrypt("bulk-missing", data));
        });
  }

  @Test
  void keysets() {
    compare(
        c -> {
          c.kmip("create", keys.create("set", true, true));
          Ttlv first = c.kmip("encrypt", encrypt("set", "41"));
          c.kmip("rekey", keys.plain("ReKey", "set"));
          Ttlv second = c.kmip("encrypt", encrypt("set", "42"));
          for (String id :
              List.of("set", "set@0", "set@1", "set@latest", "set@first", "set@9", "none@1")) {
            c.kmip("encrypt " + id, encrypt(id, "00"));
            c.kmip("decrypt the first by " + id, decrypt(id, first));
            c.kmip("decrypt the second by " + id, decrypt(id, second));
            c.kmip("attributes of " + id, keys.plain("GetAttributes", id));
          }
          for (String id : List.of("set@0", "set@1", "set", "set@1", "set@9", "missing")) {
            c.kmip("rekey " + id, keys.plain("ReKey", id));
          }
          for (String id : List.of("set", "set@1", "set@2", "set@3")) {
            c.kmip("attributes of " + id, keys.plain("GetAttributes", id));
          }
          c.kmip("revoke the oldest", keys.revoke("set", "Superseded"));
          c.kmip("encrypt", encrypt("set", "00"));
          c.kmip("revoke the newest", keys.revoke("set@3", "Superseded"));
          c.kmip("encrypt", encrypt("set", "00"));
          c.kmip("decrypt", decrypt("set", first));
        });
  }

  @Test
  void rotationWithoutAName() {
    compare(
        c -> {
          String id =
              c.kmip("create", keys.create("", true, false))
                  .textOf("UniqueIdentifier")
                  .orElseThrow();
          Ttlv made = c.kmip("encrypt", encrypt(id, "41"));
          String next =
              c.kmip("rekey", keys.plain("ReKey", id)).textOf("UniqueIdentifier").orElseThrow();
          c.kmip("encrypt by the old id", encrypt(id, "00"));
          c.kmip("decrypt by the old id", decrypt(id, made));
          c.kmip("decrypt by the new id", decrypt(next, made));
          c.kmip("attributes of the old one", keys.plain("GetAttributes", id));
          c.kmip("attributes of the new one", keys.plain("GetAttributes", next));
          c.kmip("rekey the old one again", keys.plain("ReKey", id));
          c.kmip("create", keys.create("named-later", true, false));
          c.kmip("its name", setName("named-later", "named-later"));
          c.kmip("another name", setName("named-later", "other"));
          c.kmip("rekey", keys.plain("ReKey", "named-later"));
          c.kmip("interval", setInterval("named-later@1"));
          c.kmip("interval of a missing key", setInterval("missing"));
          c.kmip("attributes", keys.plain("GetAttributes", "named-later@1"));
        });
  }

  private static Ttlv setName(String uid, String name) {
    return Ttlv.structure(
        "SetAttribute",
        Ttlv.uid(uid),
        Ttlv.structure("NewAttribute", Ttlv.text("RotateName", name)));
  }

  private static Ttlv setInterval(String uid) {
    return Ttlv.structure(
        "SetAttribute",
        Ttlv.uid(uid),
        Ttlv.structure("NewAttribute", Ttlv.longNumber("RotateInterval", 86400)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lifecycle(boolean inKeyset) {
    String id = inKeyset ? "life-set" : "life-lone";
    String bad = id + "-compromised";
    compare(
        c -> {
          c.kmip("create", keys.create(id, true, inKeyset));
          Ttlv made = c.kmip("encrypt", encrypt(id, "41"));
          c.kmip("destroy what is active", keys.plain("Destroy", id));
          c.kmip("revoke without a reason", keys.plain("Revoke", id));
          c.kmip("revoke", keys.revoke(id, "CessationOfOperation"));
          c.kmip("encrypt", encrypt(id, "00"));
          c.kmip("decrypt", decrypt(id, made));
          c.kmip("revoke again", keys.revoke(id, "CessationOfOperation"));
          c.kmip("activate", keys.plain("Activate", id));
          c.kmip("destroy", keys.plain("Destroy", id));
          c.kmip("encrypt", encrypt(id, "00"));
          c.kmip("decrypt", decrypt(id, made));
          c.kmip("rekey", keys.plain("ReKey", id));
          c.kmip("create", keys.create(id, true, inKeyset));
          c.kmip("get", keys.plain("Get", id));
          c.kmip("revoke", keys.revoke(id, "CessationOfOperation"));
          c.kmip("create another", keys.create(bad, true, inKeyset));
          Ttlv lost = c.kmip("encrypt", encrypt(bad, "41"));
          c.kmip("compromise", keys.revoke(bad, "KeyCompromise"));
          c.kmip("encrypt", encrypt(bad, "00"));
          c.kmip("decrypt", decrypt(bad, lost));
          c.kmip("attributes", keys.plain("GetAttributes", bad));
          c.kmip("destroy", keys.plain("Destroy", bad));
          c.kmip("attributes", keys.plain("GetAttributes", bad));
          c.kmip("revoke a missing key", keys.revoke("missing", "Superseded"));
          c.kmip("destroy a missing key", keys.plain("Destroy", "missing"));
          c.kmip("attributes of a missing key", keys.plain("GetAttributes", "missing"));
          c.kmip("get a missing key", keys.plain("Get", "missing"));
        });
  }

  @Test
  void batches() {
    compare(
        c -> {
          c.kmip("create", keys.create("many", true, true));
          Ttlv made = c.kmip("encrypt", encrypt("many", "41", aad("01")));
          c.kmip("create", keys.create("many-revoked", true, true));
          c.kmip("revoke", keys.revoke("many-revoked", "Superseded"));
          Ttlv mixed =
              batch(
                  7,
                  encrypt("many", "48", aad("00")),
                  encrypt("missing", "48"),
                  encrypt("many-revoked", "48"),
                  decrypt("many", made, aad("01")),
                  decrypt("many", made, aad("02")),
                  encrypt("many", "878700"),
                  Ttlv.structure("Encrypt", Ttlv.uid("many")));
          c.kmip("mixed", mixed);
          c.send("POST", "/kmip", Conversation.text(mixed));
          c.kmip("another count", batch(2, encrypt("many", "48")));
          c.kmip("none", batch(0));
          c.kmip("unknown operation", batch(1, Ttlv.structure("Nonsense")));
          c.kmip("existing key", batch(1, keys.create("many", true, true)));
          c.kmip(
              "no header",
              Ttlv.structure(
                  "RequestMessage", batch(1, encrypt("many", "48")).children().subList(1, 2)));
        });
  }

  @Test
  void service() {
    compare(
        c -> {
          c.kmip(
              "query",
              Ttlv.structure("Query", Ttlv.name("QueryFunction", "QueryServerInformation")));
          c.kmip("versions", Ttlv.structure("DiscoverVersions"));
          c.kmip("random", Ttlv.structure("RNGRetrieve", Ttlv.number("DataLength", 16)));
          c.kmip("too much", Ttlv.structure("RNGRetrieve", Ttlv.number("DataLength", 65537)));
        });
  }
}
