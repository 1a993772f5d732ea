package dev.provisioning.kms.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The single measurements in the JSON files of JMH, all of them times. */
final class Results {
  /** Where something ran, as "JDK 17.0.15" or "JDK 17.0.15, ACCP". */
  private final Set<String> places = new LinkedHashSet<>();

  private final Map<String, List<Double>> times = new TreeMap<>();

  /** Reads files; those of one place add up. */
  static Results read(List<Path> files) throws IOException {
    Results results = new Results();
    for (Path file : files) {
      for (JsonNode run : new ObjectMapper().readTree(file.toFile())) {
        results.add(run);
      }
    }
    return results;
  }

  private void add(JsonNode run) {
    JsonNode parameters = run.get("params");
    String place =
        "JDK "
            + run.get("jdkVersion").asText()
            + (parameters.get("provider").asText().equals("accp") ? ", ACCP" : "");
    String[] name = run.get("benchmark").asText().split("\\.");
    String key =
        key(place, name[name.length - 2], name[name.length - 1], parameters.get("peer").asText());
    places.add(place);
    for (JsonNode fork : run.get("primaryMetric").get("rawData")) {
      fork.forEach(t -> times.computeIfAbsent(key, k -> new ArrayList<>()).add(t.asDouble()));
    }
  }

  private static String key(String place, String benchmark, String method, String peer) {
    return String.join("/", place, benchmark, method, peer);
  }

  Set<String> places() {
    return places;
  }

  /** What one peer took, sorted; empty if it was not measured. */
  Optional<Times> of(String place, String benchmark, String method, String peer) {
    return Optional.ofNullable(times.get(key(place, benchmark, method, peer)))
        .map(all -> new Times(all.stream().sorted().toList()));
  }

  /**
   * Measurements of one thing.
   *
   * @param sorted at least one, the shortest first
   */
  record Times(List<Double> sorted) {
    double median() {
      int half = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(half)
          : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    double least() {
      return sorted.get(0);
    }

    double most() {
      return sorted.get(sorted.size() - 1);
    }
  }
}
