package dev.provisioning.kms.testbench.cosmian;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.testbench.WireReply;

/** Operations as JSON: bare ones, and batches where the era has them. */
final class KmipRoute {
  private final CosmianEra era;
  private final Operations operations;
  private final Messages messages;
  private final TtlvReader reader = new TtlvReader();
  private final TtlvWriter writer;

  KmipRoute(CosmianEra era, Keyring keyring) {
    this.era = era;
    operations = new Operations(keyring, era);
    messages = new Messages(operations, era);
    writer = TtlvWriter.of(era);
  }

  WireReply answer(byte[] body, String user, boolean takesBare) {
    try {
      Ttlv request = reader.read(body);
      byte[] answer = writer.write(run(request, user, takesBare));
      return WireReply.json(200, new String(answer, UTF_8));
    } catch (Failure e) {
      return WireReply.empty(e.status())
          .header("Content-Type", "text/html; charset=utf-8")
          .body(e.body(era));
    }
  }

  private Ttlv run(Ttlv request, String user, boolean takesBare) {
    if (era.hasBatches() && request.tag().equals("RequestMessage")) {
      return messages.run(request, user);
    }
    if (!takesBare) {
      return messages.refusal("Invalid Request: The /kmip endpoint only accepts Request messages");
    }
    return operations.run(request, user);
  }
}
