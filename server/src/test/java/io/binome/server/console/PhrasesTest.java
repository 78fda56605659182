package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.binome.kernel.Problem;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a room says to people, the console says in French too. */
@Tag("slow")
class PhrasesTest {
    private static final Path ROOMS = Path.of("..", "platform", "src", "main", "java", "io", "binome");
    private static final Reader FRENCH = new Reader(Locale.FRENCH, Instant.EPOCH);

    @Test
    void everySentenceOfTheRoomsIsInThePhraseBook() throws Exception {
        Map<String, String> said = RoomSentences.in(
                ROOMS.resolve("workloads"),
                ROOMS.resolve("stacks"),
                ROOMS.resolve("opentofu"),
                ROOMS.resolve("compose"),
                ROOMS.resolve("billing"),
                ROOMS.resolve("changes"),
                ROOMS.resolve("drift"),
                ROOMS.resolve("calendar"),
                ROOMS.resolve("contracts"),
                ROOMS.resolve("guidelines"),
                ROOMS.resolve("advice"),
                ROOMS.resolve("evidence"),
                ROOMS.resolve("sites"));
        assertThat(said).as("sentences that were found").hasSizeGreaterThan(300);
        List<String> missing = new ArrayList<>();
        said.forEach((sentence, file) -> {
            if (!Phrases.FRENCH.knows(sentence)) {
                missing.add(file + ": " + sentence);
            }
        });
        assertThat(missing)
                .as("to be added to phrases_fr.txt, with a {hole} for each x1")
                .isEmpty();
    }

    @Test
    void everyProblemIsSaidInBothLanguages() throws Exception {
        ResourceBundle english = ResourceBundle.getBundle("messages", Locale.ENGLISH);
        ResourceBundle french = ResourceBundle.getBundle("messages", Locale.FRENCH);
        List<String> missing = new ArrayList<>();
        int problems = 0;
        for (JavaClass one : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // In a whole build the tests of lower modules come as a jar.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.binome")) {
            if (!one.isAssignableTo(Problem.class)
                    || one.isInterface()
                    || one.getModifiers().contains(JavaModifier.ABSTRACT)
                    || !one.reflect().isRecord()
                    || one.getFullName().contains("ComposeProblem")) {
                continue;
            }
            problems++;
            Problem problem = (Problem) example(one.reflect());
            String key = "problem." + problem.code();
            boolean known = french.containsKey(key) && english.containsKey(key);
            boolean said = !problem.message().replace(RoomSentences.HOLE, "").isBlank();
            if (said && !(known && told(key, problem)) && !Phrases.FRENCH.knows(problem.message())) {
                missing.add(one.getSimpleName() + ": " + problem.message());
            }
        }
        assertThat(problems).as("problems that were found").isGreaterThan(40);
        assertThat(missing)
                .as("to be added as problem.<code> to both bundles, or to phrases_fr.txt")
                .isEmpty();
    }

    @Test
    void sentencesArePutTogetherAsTheRoomsDo() {
        assertThat(FRENCH.sentence(
                        "1 of 2 replicas is healthy; replica 2 restarts every 40 s: exit 1; an apply is at work on it"))
                .isEqualTo(
                        "1 réplique sur 2 se porte bien\u00a0; réplique 2 redémarre toutes les 40 s\u00a0: exit 1\u00a0; une application est en cours.");
        assertThat(FRENCH.sentence("privileged has no effect: it is for Windows"))
                .isEqualTo("Privileged est sans effet\u00a0: c’est pour Windows.");
        assertThat(FRENCH.sentence("There is no image shop/web:2 for linux/amd64: manifest unknown"))
                .isEqualTo("Il n’y a pas d’image shop/web:2 pour linux/amd64\u00a0: manifest unknown.");
        assertThat(FRENCH.sentence("Something that nobody wrote down")).isEqualTo("Something that nobody wrote down.");
        assertThat(new Reader(Locale.ENGLISH, Instant.EPOCH).sentence("nothing is destroyed: it is kept"))
                .isEqualTo("Nothing is destroyed: it is kept.");
    }

    /** Whether each {argument} of the French sentence is one of the problem's. */
    private static boolean told(String key, Problem problem) {
        String sentence = FRENCH.text(key);
        for (String name : problem.arguments().keySet()) {
            sentence = sentence.replace("{" + name + "}", "");
        }
        return !sentence.contains("{");
    }

    private static Object example(Class<?> record) throws Exception {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var constructor = record.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = value(types[i]);
        }
        return constructor.newInstance(values);
    }

    private static Object value(Class<?> type) throws Exception {
        if (type == String.class) {
            return RoomSentences.HOLE;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return true;
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == Duration.class) {
            return Duration.ofMinutes(1);
        } else if (type == UUID.class) {
            return new UUID(0, 1);
        } else if (type == List.class) {
            return List.of(RoomSentences.HOLE);
        } else if (type == Map.class) {
            return Map.of();
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type.isRecord()) {
            return example(type);
        }
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> method.getReturnType() == int.class ? (Object) 409 : RoomSentences.HOLE);
    }
}
