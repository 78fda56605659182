package io.binome;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can hold, each with its reason. A room of the table need not exist yet. */
class ArchitectureTest {
    /** What each room stands on; it may use that and everything below. The table of the house, as it is built. */
    private static final Map<String, List<String>> STANDS_ON = Map.ofEntries(
            entry("kernel", List.of()),
            entry("database", List.of("kernel")),
            entry("compose", List.of("kernel")),
            entry("calendar", List.of("kernel")),
            entry("ledger", List.of("database")),
            entry("tenancy", List.of("ledger")),
            entry("runs", List.of("tenancy")),
            entry("sites", List.of("secrets")),
            entry("secrets", List.of("runs")),
            entry("backup", List.of("secrets")),
            entry("notifications", List.of("runs")),
            entry("idempotency", List.of("tenancy")),
            entry("repositories", List.of("tenancy")),
            entry("stacks", List.of("repositories", "secrets")),
            entry("opentofu", List.of("stacks")),
            entry("states", List.of("stacks", "secrets")),
            entry("contracts", List.of("stacks", "calendar")),
            entry("guidelines", List.of("contracts")),
            entry("edge", List.of("stacks", "sites")),
            entry("workloads", List.of("edge", "secrets", "compose", "notifications")),
            entry("metering", List.of("workloads")),
            entry("billing", List.of("metering", "contracts")),
            entry("margin", List.of("billing")),
            entry("changes", List.of("billing", "guidelines", "states", "notifications")),
            entry("drift", List.of("changes")),
            entry("catalogue", List.of("changes")),
            entry("evidence", List.of("changes")),
            entry("advice", List.of("changes")));

    private static JavaClasses platform;

    @BeforeAll
    static void read() {
        platform = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages("io.binome");
        assertThat(platform).isNotEmpty();
    }

    @Test
    void everyRoomHasItsPlace() {
        Set<String> unknown = new TreeSet<>();
        platform.forEach(type -> unknown.add(room(type)));
        unknown.removeAll(STANDS_ON.keySet());
        assertThat(unknown)
                .as("a room without a place in the order could come to use anything: add it to STANDS_ON")
                .isEmpty();
    }

    @Test
    void everyProblemHasItsOwnCode() {
        Set<String> codes = new HashSet<>();
        platform.stream()
                .filter(type -> type.isRecord() && type.isAssignableTo(Problem.class))
                .forEach(type -> {
                    ProblemType named = type.reflect().getAnnotation(ProblemType.class);
                    assertThat(named)
                            .as(type.getName() + " has no @ProblemType: its code and status fail when it is met")
                            .isNotNull();
                    assertThat(codes.add(named.code()))
                            .as("two problems of the API share the code " + named.code())
                            .isTrue();
                    assertThat(named.code()).matches("[a-z]+(-[a-z]+)*");
                    assertThat(named.status()).isBetween(400, 599);
                });
        assertThat(codes).hasSizeGreaterThan(50);
    }

    @Test
    void roomsUseOnlyWhatTheyStandOn() {
        check(noClasses()
                .should(new ArchCondition<JavaClass>("use a room they do not stand on") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        Set<String> below = below(room(type));
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(use -> isOurs(use.getTargetClass()))
                                .filter(use -> !below.contains(room(use.getTargetClass())))
                                .forEach(use -> events.add(SimpleConditionEvent.satisfied(use, use.getDescription())));
                    }
                })
                .because("a lower room that knows a higher one cannot be understood, tested or replaced without it;"
                        + " what it must tell goes through a listener that the lower room owns"));
    }

    @Test
    void theInsideOfARoomIsItsOwn() {
        check(noClasses()
                .should(new ArchCondition<JavaClass>("use the internal package of another room") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(use -> isInternal(use.getTargetClass()))
                                .filter(use -> !room(use.getTargetClass()).equals(room(type)))
                                .forEach(use -> events.add(SimpleConditionEvent.satisfied(use, use.getDescription())));
                    }
                })
                .because("what is internal may change any day; ask the room's face (the server's wiring alone makes"
                        + " internal objects)"));
    }

    @Test
    void roomsHaveNoCycles() {
        check(slices().matching("io.binome.(*)..")
                .should()
                .beFreeOfCycles()
                .because("rooms in a cycle are one room with two names"));
    }

    @Test
    void onlyStoresSpeakSql() {
        check(noClasses()
                .that(describe(
                        "are no *Store in an internal package, outside the database room",
                        type -> !room(type).equals("database")
                                && !(isInternal(type) && outermost(type).endsWith("Store"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.jooq..", "java.sql..", "javax.sql..", "org.postgresql..", "io.binome.database.tables..")
                .because("a table has one owner: SQL anywhere else makes its columns an interface by accident"));
    }

    @Test
    void timeAndChanceComeFromOutside() {
        check(noClasses()
                .that(describe("are not SystemIds", type -> !outermost(type).equals("SystemIds")))
                .should()
                .callCodeUnitWhere(timeOrChance())
                .because("a test cannot wait for midnight: take an InstantSource and Ids in the constructor"));
    }

    @Test
    void platformKnowsNoFrameworkAndNoVendor() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "jakarta.servlet..",
                        "com.github.dockerjava..",
                        "org.apache.hc..",
                        "gg.jte..",
                        "picocli..")
                .because("what Binome is outlives the frameworks of its doors and the vendors behind its ports; those"
                        + " live in server, cli and drivers"));
    }

    private static DescribedPredicate<JavaCall<?>> timeOrChance() {
        return describe("the time of the machine, or a random UUID", call -> {
            CodeUnitCallTarget target = call.getTarget();
            String owner = target.getOwner().getName();
            String name = target.getName();
            boolean now = owner.startsWith("java.time.") && name.equals("now");
            boolean systemClock = (owner.equals("java.time.Clock") || owner.equals("java.time.InstantSource"))
                    && (name.startsWith("system") || name.startsWith("tick"));
            boolean milliseconds = owner.equals("java.lang.System") && name.equals("currentTimeMillis");
            boolean date = owner.equals("java.util.Date")
                    && name.equals("<init>")
                    && target.getRawParameterTypes().isEmpty();
            boolean identity = owner.equals("java.util.UUID") && name.equals("randomUUID");
            return now || systemClock || milliseconds || date || identity;
        });
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(platform);
    }

    private static Set<String> below(String room) {
        Set<String> below = new HashSet<>(Set.of(room));
        STANDS_ON.getOrDefault(room, List.of()).forEach(next -> below.addAll(below(next)));
        return below;
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("io.binome.");
    }

    private static boolean isInternal(JavaClass type) {
        return isOurs(type) && type.getPackageName().matches("io\\.binome\\.[a-z]+\\.internal(\\..*)?");
    }

    private static String room(JavaClass type) {
        String[] names = type.getPackageName().split("\\.");
        return names.length > 2 ? names[2] : "";
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(type::getSimpleName);
    }
}
