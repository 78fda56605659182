package io.binome.notifications;

import java.net.URI;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries one letter to where it is read. The port of this room; a driver per way out.
 *
 * @param <L> which letters it carries
 */
@FunctionalInterface
public interface Notifier<L extends Notifier.Letter> {
    /** Tries once, for at most half a minute. Does not throw for what the other end does. */
    Outcome carry(L letter);

    /** What leaves. */
    sealed interface Letter {}

    /**
     * An e-mail.
     *
     * @param messageId the same at each attempt, in angle brackets; {@code thread} of the conversation that it belongs to
     * @param preferences address of the page where the reader says what to mail
     */
    record Mail(
            String to,
            String toName,
            String subject,
            String text,
            String html,
            String language,
            String messageId,
            String thread,
            URI preferences)
            implements Letter {}

    /** An HTTP POST of JSON. */
    record Post(URI address, SortedMap<String, String> headers, String body) implements Letter {}

    /** How it went. All words are English and short, and hold nothing of the letter. */
    sealed interface Outcome {
        record Delivered(String answer) implements Outcome {}

        /** It may go well later. */
        record NotNow(String reason) implements Outcome {}

        /**
         * It will never go well.
         *
         * @param gone whether the receiver asked to be left alone
         */
        record Never(String reason, boolean gone) implements Outcome {}
    }

    /** Whether an address may be posted to at all, before any attempt: a reason why not, or null. */
    @FunctionalInterface
    interface AddressRule {
        @Nullable
        String refusal(URI address);
    }
}
