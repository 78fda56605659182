package io.binome.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.binome.repositories.CommitTree;
import io.binome.repositories.FolderTree;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.TextDifference;
import io.binome.workloads.ComposeFilePlan;
import org.junit.jupiter.api.Test;

class CommandLineArchitectureTest {
    @Test
    void usesThePlatformForOfflineCommandsOnly() {
        noClasses()
                .that(resideInAPackage("io.binome.cli.."))
                // The demo breaks into the record below the server, to show that it is found out, and lets time pass
                // there.
                .and()
                .doNotHaveFullyQualifiedName("io.binome.cli.demo.OwnDatabase")
                .should()
                .dependOnClassesThat(resideInAPackage("io.binome..")
                        .and(resideOutsideOfPackages(
                                "io.binome.cli..",
                                "io.binome.backup",
                                "io.binome.billing",
                                "io.binome.calendar",
                                "io.binome.compose..",
                                "io.binome.contracts",
                                "io.binome.guidelines",
                                "io.binome.ledger",
                                "io.binome.evidence",
                                "io.binome.opentofu",
                                "io.binome.kernel"))
                        // Of the others only values, and what reads files: a plan, what is wrong with a file.
                        .and(not(belongToAnyOf(
                                Finding.class,
                                Plan.class,
                                StackDeclaration.class,
                                TextDifference.class,
                                FolderTree.class,
                                CommitTree.class,
                                ComposeFilePlan.class,
                                ComposeFilePlan.Planned.class,
                                ComposeFilePlan.Refused.class))))
                .because("the command speaks the HTTP API; only what works without a server is shared, see"
                        + " docs/decisions/0010-cli-offline-commands.md, 0012-backups.md and 0014-plan-reader.md")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.binome.cli"));
    }

    @Test
    void needsNoFramework() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "org.jooq..", "com.fasterxml.."))
                .because("the command must start in a blink")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.binome.cli"));
    }
}
