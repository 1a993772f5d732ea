package dev.provisioning.kms.service;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of the design: service, backends, API; and inside each of them. */
class ArchitectureTest {
  private static final String ROOT = "dev.provisioning.kms";
  private static final List<String> BACKENDS =
      List.of("age", "vault", "rustyvault", "cosmian", "aws");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void modules_everyOne_isSeenHere() {
    assertThat(
            List.of(
                "dev.provisioning.kms.Kms",
                "dev.provisioning.kms.toml.TomlConfigReader",
                "dev.provisioning.kms.age.AgeProvider",
                "dev.provisioning.kms.vault.VaultProvider",
                "dev.provisioning.kms.cosmian.CosmianProvider",
                "dev.provisioning.kms.service.Main"))
        .allSatisfy(name -> assertThat(classes.contain(name)).as(name).isTrue());
  }

  @Test
  void api_dependsOnNoBackendAndNoService() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT,
            ROOT + ".spi..",
            ROOT + ".config..",
            ROOT + ".testing..",
            ROOT + ".envelope..",
            ROOT + ".observe..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".age..",
            ROOT + ".vault..",
            ROOT + ".rustyvault..",
            ROOT + ".cosmian..",
            ROOT + ".aws..",
            ROOT + ".toml..",
            ROOT + ".service..")
        .check(classes);
  }

  @Test
  void apiRoot_dependsOnNothingAboveIt() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".testing..", ROOT + ".envelope..", ROOT + ".observe..")
        .check(classes);
  }

  @Test
  void backends_dependOnNeitherTheServiceNorEachOther() {
    for (String backend : BACKENDS) {
      String[] others =
          BACKENDS.stream()
              .filter(other -> !other.equals(backend))
              // RustyVault speaks Vault's protocol and uses its transport and login.
              .filter(other -> !(backend.equals("rustyvault") && other.equals("vault")))
              .map(other -> ROOT + "." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + backend + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".service..", ROOT + ".config..", ROOT + ".toml..")
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void toml_isUsedThroughTheServiceLoaderOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".toml..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".toml..")
        .check(classes);
  }

  @Test
  void commandLine_packages_haveNoCycles() {
    slices().matching(ROOT + ".service.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void backendPackages_subPackages_useNothingOfTheirRootButItsException() {
    for (String backend : BACKENDS) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + backend + ".*..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(ROOT + "." + backend).and(not(nameMatching(".*Exception(\\$.*)?"))))
          .allowEmptyShould(true)
          .check(classes);
      slices()
          .matching(ROOT + "." + backend + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void names_sayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
        .orShould()
        .haveNameMatching(".*\\.(Standard|Abstract)[^.]*")
        .check(classes);
  }
}
