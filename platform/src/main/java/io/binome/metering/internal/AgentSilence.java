package io.binome.metering.internal;

import io.binome.metering.Agents.Heard;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a host's agent: a function of what is known of it.
 *
 * @param after how long nothing may be heard of one before that is told
 */
record AgentSilence(Duration after) {
    /** What is so now; people are told of it unless they were. */
    sealed interface Finding {
        /** @param since when it was heard last; nothing else has the same for one host, so it names the silence */
        Instant since();

        record Silent(Instant since) implements Finding {}

        /** @param since as of the silence that is over */
        record Back(Instant since) implements Finding {}
    }

    /**
     * Empty where nobody has to look, or somebody is told of it already: an agent that was never heard, whose token holds
     * no more, or whose machine is counted as another host.
     *
     * @param told of which silence people were told, and not yet that it is over: when the agent had been heard last
     * @param listening since when somebody was there to hear it: before, its silence says nothing of it
     */
    Optional<Finding> of(Heard heard, @Nullable Instant told, Instant listening, Instant now) {
        Instant last = heard.heardAt();
        if (last == null || !heard.token() || heard.sameAs() != null) {
            return Optional.empty();
        }
        // With another token another program begins; it gets the same time.
        Instant from = Stream.of(last, heard.issuedAt(), listening)
                .max(Instant::compareTo)
                .orElseThrow();
        if (longer(from, now)) {
            return Optional.of(new Finding.Silent(last));
        }
        return told != null && last.isAfter(told) && !longer(last, now)
                ? Optional.of(new Finding.Back(told))
                : Optional.empty();
    }

    private boolean longer(Instant from, Instant now) {
        return Duration.between(from, now).compareTo(after) > 0;
    }
}
