package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key per tenant: names in the application, ids in the configuration. */
class TenantKeysTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("service", "crm");

  private final FakeKms fake =
      FakeKms.create().withKey("shared").withKey("app-tenant-acme").withKey("app-tenant-globex");

  private Kms kms = fake.kms();

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("kms.toml"),
            """
            [kms]
            environment = "prod"
            prod_backend = "fake"
            [kms.fake]
            key_id = "shared"
            [kms.fake.keys]
            "tenant-*" = "app-tenant-*"
            """);
    kms = fake.builder().config(file).connect();
  }

  @AfterEach
  void close() {
    kms.close();
  }

  @Test
  void tenants_eachHaveTheirKey() {
    String stored = kms.forKey("tenant-acme").encryptText("x", CONTEXT);
    assertThat(kms.forKey("tenant-acme").decryptText(stored, CONTEXT)).isEqualTo("x");
    assertThatThrownBy(() -> kms.forKey("tenant-globex").decryptText(stored, CONTEXT))
        .isInstanceOf(KeyAccessException.class);
    assertThat(kms.decryptText(stored, CONTEXT)).isEqualTo("x");
  }

  @Test
  void tenant_thatLeaves_takesItsDataAlong() {
    String acme = kms.forKey("tenant-acme").encryptText("acme", CONTEXT);
    String globex = kms.forKey("tenant-globex").encryptText("globex", CONTEXT);
    fake.delete("app-tenant-acme");
    assertThatThrownBy(() -> kms.decryptText(acme, CONTEXT))
        .isInstanceOfSatisfying(
            KeyAccessException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_FOUND));
    assertThat(kms.decryptText(globex, CONTEXT)).isEqualTo("globex");
  }

  @Test
  void name_fromARequest_reachesNoOtherKey() {
    for (String name : new String[] {"admin", "tenant-", "tenant-a/b", "tenant-../shared", ""}) {
      assertThatThrownBy(() -> kms.forKey(name)).isInstanceOf(KeyAccessException.class);
    }
    assertThat(fake.calls()).isEmpty();
  }

  /** A tenant without a key: said when it is used, since forKey touches no network. */
  @Test
  void name_ofATenantThatDoesNotExist_failsWhenUsed() {
    assertThatThrownBy(() -> kms.forKey("tenant-nobody").encryptText("x", CONTEXT))
        .isInstanceOfSatisfying(
            KeyAccessException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_FOUND));
  }
}
