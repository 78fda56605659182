package io.binome.notifications;

import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the room knows it in which it happened: ids and a sentence, never a value. What it is called
 * and whom it concerns is looked up when it is told.
 */
public sealed interface Notice {
    NoticeKind kind();

    /** Who did it. */
    Actor actor();

    /** What it is about, as in the ledger. Notices of one kind and subject are folded while they are unread. */
    String subject();

    /** What words are made of. */
    SortedMap<String, String> facts();

    /** Told once for all where something has this name for its kind; null where each is news. */
    default @Nullable String once() {
        return null;
    }

    /** @param reason an English sentence that holds no value of anything; null for none */
    record OfChange(
            NoticeKind kind,
            Actor actor,
            ChangeId change,
            @Nullable String reason) implements Notice {
        public OfChange {
            check(kind, NoticeKind.About.CHANGE);
        }

        @Override
        public String subject() {
            return "change:" + change;
        }

        @Override
        public SortedMap<String, String> facts() {
            return reason == null ? new TreeMap<>() : new TreeMap<>(Map.of("reason", reason));
        }
    }

    /**
     * Of a stack, or of one of its services.
     *
     * @param part the service or the state it is about; null for the stack as a whole
     * @param reason as in {@link OfChange}
     */
    record OfStack(
            NoticeKind kind,
            Actor actor,
            StackId stack,
            @Nullable String part,
            @Nullable String reason) implements Notice {
        public OfStack {
            check(kind, NoticeKind.About.STACK);
        }

        @Override
        public String subject() {
            return "stack:" + stack + (part == null ? "" : "/" + part);
        }

        @Override
        public SortedMap<String, String> facts() {
            SortedMap<String, String> facts = new TreeMap<>();
            if (part != null) {
                facts.put("part", part);
            }
            if (reason != null) {
                facts.put("reason", reason);
            }
            return facts;
        }
    }

    /**
     * Of the tenant as a whole.
     *
     * @param what of it, unique for its kind, such as the exemption's id
     * @param facts what words are made of, see the messages of the kind
     * @param once as {@link #once()}
     */
    record OfTenant(
            NoticeKind kind,
            Actor actor,
            String what,
            SortedMap<String, String> facts,
            @Nullable String once) implements Notice {
        public OfTenant {
            check(kind, NoticeKind.About.TENANT);
            facts = new TreeMap<>(facts);
        }

        @Override
        public String subject() {
            return "tenant:" + what;
        }
    }

    private static void check(NoticeKind kind, NoticeKind.About about) {
        if (kind.about() != about) {
            throw new IllegalArgumentException(kind + " is not about a " + about);
        }
    }
}
