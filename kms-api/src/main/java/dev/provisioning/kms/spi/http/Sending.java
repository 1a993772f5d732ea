package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends a call to the addresses in turn, from the one that answered last. */
final class Sending {
  private final List<URI> addresses;
  private final Redirects redirects;
  private final Exchange exchange;
  private final AtomicInteger preferred;
  private final AtomicLong disconnects;

  Sending(
      HttpSettings settings, Exchange exchange, AtomicInteger preferred, AtomicLong disconnects) {
    this.addresses = settings.addresses();
    this.redirects = new Redirects(settings);
    this.exchange = exchange;
    this.preferred = preferred;
    this.disconnects = disconnects;
  }

  HttpReply send(HttpCall call, Deadline deadline) {
    int first = call.everyAddress() ? preferred.get() : 0;
    int count = call.everyAddress() ? addresses.size() : 1;
    HttpReply unwelcome = null;
    KmsException failure = null;
    for (int i = 0; i < count; i++) {
      int index = (first + i) % addresses.size();
      URI address = addresses.get(index);
      try {
        HttpReply reply = toAddress(call, address, deadline);
        if (!call.isUnwelcome(reply)) {
          preferred.set(index);
          return better(reply, unwelcome);
        }
        unwelcome = better(reply, unwelcome);
      } catch (IOException e) {
        KmsException told = Failures.of(Origin.of(address), e, deadline);
        failure = failure == null ? told : with(failure, told);
        // The server may have acted on a call that it did not answer.
        if (!Failures.beforeSending(e) && !call.isIdempotent()) {
          break;
        }
      }
    }
    if (unwelcome != null) {
      return unwelcome;
    }
    throw Objects.requireNonNull(failure);
  }

  private static HttpReply better(HttpReply reply, @Nullable HttpReply former) {
    if (former != null) {
      former.close();
    }
    return reply;
  }

  private static KmsException with(KmsException first, KmsException later) {
    first.addSuppressed(later);
    return first;
  }

  private HttpReply toAddress(HttpCall call, URI address, Deadline deadline) throws IOException {
    URI target = URI.create(address + call.path());
    for (int hop = 0; ; hop++) {
      HttpReply reply = repeatedWhereStale(call, target, deadline);
      if (!Redirects.isRedirect(reply.status())) {
        return reply;
      }
      try (reply) {
        target = redirects.follow(target, reply, hop);
      }
    }
  }

  /** A connection kept alive may have died unnoticed; the JDK repeats no POST by itself. */
  private HttpReply repeatedWhereStale(HttpCall call, URI target, Deadline deadline)
      throws IOException {
    try {
      return counted(call, target, deadline);
    } catch (IOException e) {
      if (!call.isIdempotent() || !Failures.maybeStale(e)) {
        throw e;
      }
      try {
        return counted(call, target, deadline);
      } catch (IOException again) {
        again.addSuppressed(e);
        throw again;
      }
    }
  }

  private HttpReply counted(HttpCall call, URI target, Deadline deadline) throws IOException {
    try {
      return exchange.send(call, target, deadline);
    } catch (IOException e) {
      disconnects.incrementAndGet();
      throw e;
    }
  }
}
