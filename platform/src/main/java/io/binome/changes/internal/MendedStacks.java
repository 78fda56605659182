package io.binome.changes.internal;

import io.binome.changes.Mending;
import io.binome.repositories.Commit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which stacks the commits of a branch ask to be restored or adopted, by the trailers of their messages. */
record MendedStacks(Set<String> restored, Set<String> adopted) {
    MendedStacks {
        restored = Set.copyOf(restored);
        adopted = Set.copyOf(adopted);
    }

    /** All of them: a change touches them although none of their files differ. */
    Set<String> all() {
        Set<String> all = new TreeSet<>(restored);
        all.addAll(adopted);
        return all;
    }

    /** Adopted and nothing else: where one commit restores what another adopts, what the files say goes before. */
    boolean adopts(String stack) {
        return adopted.contains(stack) && !restored.contains(stack);
    }

    static MendedStacks of(Collection<Commit> commits) {
        Set<String> restored = new TreeSet<>();
        Set<String> adopted = new TreeSet<>();
        for (Commit commit : commits) {
            restored.addAll(named(commit.message(), Mending.RESTORE));
            adopted.addAll(named(commit.message(), Mending.ADOPT));
        }
        return new MendedStacks(restored, adopted);
    }

    /** As Git has them: in the last paragraph, which is not the first. */
    private static List<String> named(String message, Mending mending) {
        String text = message.strip();
        int paragraph = text.lastIndexOf("\n\n");
        if (paragraph < 0) {
            return List.of();
        }
        String key = mending.trailer() + ":";
        return text.substring(paragraph)
                .lines()
                .filter(line -> line.regionMatches(true, 0, key, 0, key.length()))
                .map(line -> line.substring(key.length()).strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
