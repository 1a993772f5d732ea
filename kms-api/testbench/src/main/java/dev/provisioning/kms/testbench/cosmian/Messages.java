package dev.provisioning.kms.testbench.cosmian;

import java.util.ArrayList;
import java.util.List;

/** Batches: every item runs, one after the other, and has a status of its own. */
final class Messages {
  private final Operations operations;
  private final CosmianEra era;

  Messages(Operations operations, CosmianEra era) {
    this.operations = operations;
    this.era = era;
  }

  Ttlv run(Ttlv message, String user) {
    if (message.child("RequestHeader").isEmpty()) {
      return refusal("unsupported protocol version: 0");
    }
    List<Ttlv> items = message.all("BatchItem").toList();
    for (Ttlv item : items) {
      String operation = operationOf(item);
      if (!operations.knows(operation)) {
        return refusal(
            "invalid value: string \""
                + operation
                + "\", expected valid OperationEnumeration name");
      }
    }
    List<Ttlv> answered = new ArrayList<>();
    for (Ttlv item : items) {
      answered.add(Ttlv.structure("BatchItem", answer(item, user)));
    }
    return message(answered);
  }

  private static String operationOf(Ttlv item) {
    return item.textOf("Operation").orElse("");
  }

  private List<Ttlv> answer(Ttlv item, String user) {
    List<Ttlv> fields = new ArrayList<>();
    fields.add(Ttlv.name("Operation", operationOf(item)));
    item.child("UniqueBatchItemID").ifPresent(fields::add);
    try {
      Ttlv payload = item.child("RequestPayload").orElse(Ttlv.structure("RequestPayload"));
      Ttlv request = Ttlv.structure(operationOf(item), payload.children());
      Ttlv response = operations.run(request, user);
      fields.add(Ttlv.name("ResultStatus", "Success"));
      fields.add(Ttlv.structure("ResponsePayload", response.children()));
    } catch (Failure e) {
      fields.addAll(failed(e.batchReason(era), e.batchMessage(era)));
    }
    return fields;
  }

  /** The answer to what is no batch. */
  Ttlv refusal(String why) {
    return message(List.of(Ttlv.structure("BatchItem", failed("Invalid_Message", why))));
  }

  private static List<Ttlv> failed(String reason, String why) {
    return List.of(
        Ttlv.name("ResultStatus", "OperationFailed"),
        Ttlv.name("ResultReason", reason),
        Ttlv.text("ResultMessage", why));
  }

  private static Ttlv message(List<Ttlv> items) {
    List<Ttlv> all = new ArrayList<>();
    all.add(
        Ttlv.structure(
            "ResponseHeader",
            Operations.protocol(2, 1),
            Ttlv.date("TimeStamp", Keyring.now()),
            Ttlv.number("BatchCount", items.size())));
    all.addAll(items.isEmpty() ? List.of(Ttlv.structure("BatchItem")) : items);
    return Ttlv.structure("ResponseMessage", all);
  }
}
