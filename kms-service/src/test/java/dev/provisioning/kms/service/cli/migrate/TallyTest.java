package dev.provisioning.kms.service.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally(Long.MAX_VALUE);

  private void fail(ErrorCode code) {
    tally.add(Trouble.of(KmsException.of(code, "text")));
  }

  @Test
  void exitCode_severalFailures_isThatOfTheWorst() {
    assertThat(tally.exitCode()).isZero();
    fail(ErrorCode.UNAVAILABLE);
    assertThat(tally.exitCode()).isEqualTo(Exit.TRANSIENT);
    fail(ErrorCode.INVALID_CIPHERTEXT);
    fail(ErrorCode.TIMEOUT);
    assertThat(tally.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
    fail(ErrorCode.ACCESS_DENIED);
    fail(ErrorCode.KEY_NOT_FOUND);
    assertThat(tally.exitCode()).isEqualTo(Exit.DENIED);
    fail(ErrorCode.INTERNAL);
    assertThat(tally.exitCode()).isEqualTo(Exit.INTERNAL);
    fail(ErrorCode.INTERRUPTED);
    assertThat(tally.exitCode()).isEqualTo(Exit.INTERRUPTED);
    assertThat(tally.stopped()).isEqualTo("interrupted");
  }

  @Test
  void outages_withASuccessBetweenThem_doNotStopARun() {
    for (int i = 0; i < 9; i++) {
      fail(ErrorCode.UNAUTHENTICATED);
    }
    tally.add(Result.of(Kind.TEXT, Outcome.MOVED));
    for (int i = 0; i < 9; i++) {
      fail(ErrorCode.THROTTLED);
      fail(ErrorCode.INVALID_CIPHERTEXT);
    }
    assertThat(tally.stopped()).isNull();
    fail(ErrorCode.TIMEOUT);
    assertThat(tally.stopped()).startsWith("10 failures");
  }

  @Test
  void groups_moreThanATableHas_areCountedTogether() {
    for (int i = 0; i < 300; i++) {
      tally.add(new Result(Kind.TEXT, "key " + i, Outcome.MOVED));
    }
    assertThat(tally.groups()).hasSize(201);
    assertThat(tally.groups().get(new Tally.Group(Kind.TEXT, "(others)", Outcome.MOVED)))
        .isEqualTo(100);
    assertThat(tally.total()).isEqualTo(300);
  }

  @Test
  void trouble_everyKind_hasACode() {
    assertThat(Trouble.of(KmsException.of(ErrorCode.KEY_DISABLED, "x")).code())
        .isEqualTo("key_disabled");
    assertThat(Trouble.of(Refusal.invalidCiphertext("x")).code()).isEqualTo("invalid_ciphertext");
    assertThat(Trouble.of(Refusal.unsupported("x")).code()).isEqualTo("unsupported");
    assertThat(Trouble.of(new InterruptedIOException()).code()).isEqualTo("interrupted");
    assertThat(Trouble.of(new IOException("x")).code()).isEqualTo("file");
    assertThat(Trouble.of(new IllegalStateException("secret")))
        .isEqualTo(
            new Trouble(
                "internal",
                Exit.INTERNAL,
                "internal error: java.lang.IllegalStateException; --verbose shows more",
                false));
  }
}
