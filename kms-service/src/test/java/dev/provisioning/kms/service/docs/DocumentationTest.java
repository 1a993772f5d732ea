package dev.provisioning.kms.service.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents show is code that this build compiles and runs. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern README_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern JAVADOC_BLOCK =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* \\}</pre>", Pattern.DOTALL);
  private static final Path BACKEND =
      ROOT.resolve(
          "kms-api/testkit/src/test/java/dev/provisioning/kms/testkit/example/LocalAesBackend.java");

  @Test
  void readme_example_isTheClassBesideThisTest() throws IOException {
    String example =
        read(Path.of("src/test/java/dev/provisioning/kms/service/docs/Example.java"))
            .replace("package dev.provisioning.kms.service.docs;\n\n", "");
    assertThat(blocks(README_BLOCK, read(ROOT.resolve("README.md"))).get(0)).isEqualTo(example);
  }

  @Test
  void contributing_backend_isTheOneThatPassesTheKit() throws IOException {
    assertThat(read(ROOT.resolve("CONTRIBUTING.md"))).contains(read(BACKEND));
  }

  @Test
  void contributing_backend_hasAtMost100Lines() throws IOException {
    assertThat(Files.readAllLines(BACKEND)).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void javadoc_examples_standInTestsThatAreCompiled() throws IOException {
    List<String> compiled = texts("/src/test/java/");
    List<String> examples = new ArrayList<>();
    for (String source : texts("/src/main/java/")) {
      for (String block : blocks(JAVADOC_BLOCK, source)) {
        examples.add(squeezed(block.replaceAll("(?m)^ *\\* ?", "")));
      }
    }
    assertThat(examples).isNotEmpty();
    assertThat(examples)
        .allSatisfy(
            example ->
                assertThat(compiled.stream().anyMatch(test -> squeezed(test).contains(example)))
                    .as("no test has this example:\n%s", example)
                    .isTrue());
  }

  private static List<String> texts(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(f -> f.toString().replace('\\', '/').contains(folder))
          .filter(f -> f.toString().endsWith(".java"))
          .map(DocumentationTest::read)
          .toList();
    }
  }

  private static List<String> blocks(Pattern pattern, String text) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
