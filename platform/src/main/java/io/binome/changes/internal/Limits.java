package io.binome.changes.internal;

import io.binome.changes.ChangeCommand;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.stacks.ResourceAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an operator may ask a plan to be limited to. */
final class Limits {
    private Limits() {}

    /** @throws ProblemException with {@link InvalidInput} */
    static StoredJson.StoredLimit asked(ChangeRow row, Actor actor, ChangeCommand.Limit limit, Instant at) {
        List<String> targets = limit.targets().stream().distinct().sorted().toList();
        if (targets.size() > ChangeCommand.Limit.MOST_TARGETS) {
            throw new ProblemException(InvalidInput.of(
                    "targets", "must be at most " + ChangeCommand.Limit.MOST_TARGETS + " different addresses"));
        }
        for (String target : targets) {
            if (!ResourceAddress.isValid(target)) {
                throw new ProblemException(InvalidInput.of(
                        "targets",
                        "must be addresses of resources or modules, as aws_instance.web[0] or module.shop, of at most "
                                + ResourceAddress.LONGEST + " characters"));
            }
        }
        String reason = CommandCarrier.reason(limit.reason());
        if (reason.isEmpty()) {
            throw new ProblemException(InvalidInput.of("reason", "must not be empty"));
        }
        return new StoredJson.StoredLimit(actor.reference(), reason, at, row.head, targets);
    }

    /** For the record, an address in each line. */
    static Map<String, String> details(StoredJson.@Nullable StoredLimit asked, String reason) {
        Map<String, String> details = new TreeMap<>();
        if (asked != null) {
            details.put("targets", String.join("\n", asked.targets()));
        }
        if (!reason.isEmpty()) {
            details.put("reason", reason);
        }
        return details;
    }
}
