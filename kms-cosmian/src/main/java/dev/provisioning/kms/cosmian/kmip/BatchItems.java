package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.ttlv.Ttlv;
import java.util.function.Function;

/** One answer of a batch: a payload, or a reason of its own. */
final class BatchItems {
  private BatchItems() {}

  static <T> KmsResult<T> result(Ttlv item, String operation, Function<Ttlv, T> payload) {
    try {
      if (item.text("Operation").filter(done -> !done.equals(operation)).isPresent()) {
        throw KmipWire.incomplete("ResponseMessage");
      }
      if (item.text("ResultStatus").filter("Success"::equals).isEmpty()) {
        return KmsResult.failed(refusal(item, operation));
      }
      return KmsResult.of(
          payload.apply(
              item.child("ResponsePayload")
                  .orElseThrow(() -> KmipWire.incomplete("ResponseMessage"))));
    } catch (KmsException e) {
      return KmsResult.failed(e);
    }
  }

  private static KmsException refusal(Ttlv item, String operation) {
    String reason = item.text("ResultReason").orElse("");
    String message = item.text("ResultMessage").orElse("");
    return KmipErrors.ofItem(operation, reason, message);
  }
}
