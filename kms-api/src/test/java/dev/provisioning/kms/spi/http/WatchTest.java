package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody always watches. */
@Timeout(60)
class WatchTest {
  private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();

  private Exchange exchange(Duration deadline) {
    Exchange exchange =
        new Exchange(
            HttpClient.newHttpClient(),
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:1")).build(),
            "s",
            1,
            Deadline.in(deadline),
            new Carriage.CallersThread());
    underWay.add(exchange);
    return exchange;
  }

  @Test
  void over_threadThatCannotStart_letsTheNextOneTry() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    boolean[] full = {true};
    Watch watch =
        new Watch(
            underWay,
            task -> {
              if (full[0]) {
                throw new IllegalStateException("no thread");
              }
              begun.countDown();
            });
    assertThatThrownBy(() -> watch.over(exchange(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalStateException.class);
    full[0] = false;
    watch.over(exchange(Duration.ofSeconds(1)));
    begun.await();
    assertThat(begun.getCount()).isZero();
  }

  @Test
  void end_whileItSleeps_endsItsThread() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Watch watch =
        new Watch(
            underWay,
            task -> {
              Thread thread =
                  new Thread(
                      () -> {
                        begun.countDown();
                        task.run();
                        ended.countDown();
                      });
              thread.setDaemon(true);
              thread.start();
            });
    watch.over(exchange(Duration.ofDays(1)));
    begun.await();
    watch.end();
    ended.await();
    assertThat(ended.getCount()).isZero();
  }
}
