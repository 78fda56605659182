package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.kernel.ChangeId;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Code that nobody but its author has seen is not run with secrets that its target does not give it. */
class NewSecretsTest {
    private final ChangesFixture room = new ChangesFixture();

    @AfterEach
    void close() {
        room.close();
    }

    private static Map<String, String> files(String environment, String secret, String things) {
        return Map.of(
                "binome.yaml",
                "stacks:\n  web: {path: web, environment: " + environment + ", secrets: {password: " + secret + "}}\n",
                "web/things",
                things);
    }

    private void ship(ChangeId id) {
        room.await(id, "planned");
        room.approve(id);
        room.apply(id);
        room.await(id, "merged");
    }

    @Test
    void somebodyElseHasToLookFirst() {
        ChangeId first = room.push("first", files("dev", "small", "a=1\n"));
        room.await(first, "plan-failed");
        assertThat(room.changes.plans(room.scope, first).getFirst().failure()).contains("wants secrets", "small");
        room.command(room.author, first, new ChangeCommand.Replan());
        room.await(first, "plan-failed");
        room.command(room.reviewer, first, new ChangeCommand.Replan());
        ship(first);

        // What the target gives is lent at once, another version of it too; what it does not give is not.
        ship(room.push("second", files("dev", "small@2", "a=2\n")));
        ChangeId other = room.push("third", files("dev", "large", "a=3\n"));
        room.await(other, "plan-failed");
        ChangeId moved = room.push("fourth", files("production", "small", "a=4\n"));
        room.await(moved, "plan-failed");

        // Another commit was not looked at.
        room.command(room.reviewer, other, new ChangeCommand.Replan());
        Change trusted = room.await(other, "planned");
        room.push(room.author, "third", trusted.head(), files("dev", "large", "a=5\n"));
        room.await(other, "plan-failed");
    }
}
