package dev.provisioning.kms.benchmarks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that is done by ours and by peers.
 *
 * @param title what
 * @param benchmark the class that measured it
 * @param method seal or open
 * @param ours the name of ours
 * @param peers what it is compared with, each a list of which the fastest counts
 * @param targets the ratios that issue 6 asks for on JDK 17; zero for none
 */
record Comparison(
    String title,
    String benchmark,
    String method,
    String ours,
    List<List<String>> peers,
    List<Double> targets) {
  static final String SMALL = "SmallMessageBenchmark";
  static final String LARGE = "LargeMessageBenchmark";
  static final String STREAM = "StreamBenchmark";
  private static final List<String> AWS = List.of("aws-encryption-sdk", "aws-encryption-sdk-4kb");
  private static final List<String> AWS_CACHED = List.of("aws-encryption-sdk-cached");
  private static final List<String> TINK = List.of("tink");
  private static final List<String> TINK_STREAMING =
      List.of("tink-streaming-1mb", "tink-streaming-4kb");
  private static final List<String> OURS = List.of("kms");

  /** All of them, in the order of the table: to the AWS Encryption SDK, to Tink, to one thread. */
  static List<Comparison> all() {
    return Stream.of("seal", "open").flatMap(Comparison::of).toList();
  }

  private static Stream<Comparison> of(String m) {
    double cached = m.equals("seal") ? 5 : 8;
    return Stream.of(
        row("1 KiB, key wrapped", SMALL, m, "kms", AWS, 6, TINK, 1),
        row("1 KiB, key cached", SMALL, m, "kms-cached", AWS_CACHED, cached, List.of(), 0),
        row("16 MiB", LARGE, m, "kms", AWS, 1.4, TINK_STREAMING, 1.1),
        row("16 MiB, 2 threads", LARGE, m, "kms-2-threads", AWS, 0, TINK_STREAMING, 0),
        row("1 GiB stream", STREAM, m, "kms", AWS, 0, TINK_STREAMING, 0),
        row("1 GiB stream, 2 threads", STREAM, m, "kms-2-threads", AWS, 0, TINK_STREAMING, 0));
  }

  private static Comparison row(
      String title,
      String benchmark,
      String method,
      String ours,
      List<String> aws,
      double awsTarget,
      List<String> tink,
      double tinkTarget) {
    boolean threads = ours.equals("kms-2-threads");
    return new Comparison(
        title + ", " + method,
        benchmark,
        method,
        ours,
        List.of(aws, tink, threads ? OURS : List.of()),
        Arrays.asList(awsTarget, tinkTarget, threads && benchmark.equals(LARGE) ? 1.8 : 0));
  }

  Optional<Results.Times> ours(Results results, String place) {
    return results.of(place, benchmark, method, ours);
  }

  /** The fastest of a group. */
  Optional<Results.Times> peer(Results results, String place, int group) {
    return peers.get(group).stream()
        .flatMap(peer -> results.of(place, benchmark, method, peer).stream())
        .min(Comparator.comparingDouble(Results.Times::median));
  }

  /** How many times as long the peer takes. */
  Optional<Double> ratio(Results results, String place, int group) {
    return ours(results, place)
        .flatMap(
            mine -> peer(results, place, group).map(theirs -> theirs.median() / mine.median()));
  }
}
