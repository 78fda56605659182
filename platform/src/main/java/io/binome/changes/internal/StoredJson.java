package io.binome.changes.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.contracts.ContractVersion;
import io.binome.stacks.Finding;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How what has no columns of its own is kept in jsonb columns. */
final class StoredJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private StoredJson() {}

    /** The parts of a state that its name does not say, and the findings of the whole. */
    record StateDetail(
            @Nullable String reason,
            @Nullable List<String> files,
            int count,
            @Nullable Instant startsAt,
            @Nullable List<Finding> findings) {
        StateDetail(
                @Nullable String reason, @Nullable List<String> files, int count, @Nullable List<Finding> findings) {
            this(reason, files, count, null, findings);
        }
    }

    /** An override with the plan that it is for. */
    record StoredOverride(String by, String reason, Instant at, String fingerprint, int contract, String rules) {
        /** Whether it stands under what is asked for now, by somebody who may still give it. */
        boolean holds(Judgement judgement, Map<String, Standing> standings) {
            Standing standing = standings.get(by);
            return judgement.overridable()
                    && judgement.contract() == contract
                    && judgement.rules().equals(rules)
                    && standing != null
                    && standing.role().ofProvider();
        }
    }

    /** To what an operator limited the plans of a head. */
    record StoredLimit(String by, String reason, Instant at, String head, List<String> targets) {
        StoredLimit {
            targets = List.copyOf(targets);
        }

        /** Why what was planned so is not applied any more; empty while it may be. */
        Optional<String> lapsed(ContractVersion contract, Map<String, Standing> standings) {
            Standing standing = standings.get(by);
            if (standing == null || !standing.role().ofProvider()) {
                return Optional.of("who limited its plan to some addresses may not do so any more");
            }
            return contract.contract().overrides()
                    ? Optional.empty()
                    : Optional.of("the contract no longer admits a plan that is limited to some addresses");
        }
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static StateDetail detail(ChangeState state, List<Finding> findings) {
        return switch (state) {
            case ChangeState.Conflicting conflict -> new StateDetail(null, conflict.files(), 0, findings);
            case ChangeState.Refused refused -> new StateDetail(null, null, refused.findings(), findings);
            case ChangeState.PlanFailed failed -> new StateDetail(failed.reason(), null, 0, findings);
            case ChangeState.NotApplied failed -> new StateDetail(failed.reason(), null, 0, findings);
            case ChangeState.ApplyFailed failed -> new StateDetail(failed.reason(), null, 0, findings);
            case ChangeState.Scheduled scheduled -> new StateDetail(null, null, 0, scheduled.startsAt(), findings);
            case ChangeState.Planning _,
                    ChangeState.Empty _,
                    ChangeState.Planned _,
                    ChangeState.Queued _,
                    ChangeState.Applying _,
                    ChangeState.GoingBack _,
                    ChangeState.Merged _,
                    ChangeState.WentBack _,
                    ChangeState.Closed _ -> new StateDetail(null, null, 0, findings);
        };
    }

    static StateDetail readDetail(String json) {
        return MAPPER.readValue(json, StateDetail.class);
    }

    static ChangeState state(String name, StateDetail detail) {
        String reason = detail.reason() == null ? "" : detail.reason();
        List<String> files = detail.files() == null ? List.of() : detail.files();
        return switch (name) {
            case "planning" -> new ChangeState.Planning();
            case "conflicting" -> new ChangeState.Conflicting(files);
            case "refused" -> new ChangeState.Refused(detail.count());
            case "empty" -> new ChangeState.Empty();
            case "not-applied" -> new ChangeState.NotApplied(reason);
            case "plan-failed" -> new ChangeState.PlanFailed(reason);
            case "planned" -> new ChangeState.Planned();
            case "scheduled" ->
                new ChangeState.Scheduled(detail.startsAt() == null ? Instant.EPOCH : detail.startsAt());
            case "queued" -> new ChangeState.Queued();
            case "applying" -> new ChangeState.Applying();
            case "apply-failed" -> new ChangeState.ApplyFailed(reason);
            case "going-back" -> new ChangeState.GoingBack();
            case "merged" -> new ChangeState.Merged();
            case "went-back" -> new ChangeState.WentBack();
            case "closed" -> new ChangeState.Closed();
            default -> throw new IllegalStateException("No state of a change is called " + name);
        };
    }

    static Change.Summary summary(String json) {
        return MAPPER.readValue(json, Change.Summary.class);
    }

    static Judgement judgement(String json) {
        return MAPPER.readValue(json, Judgement.class);
    }

    static List<Tally.Unmet> unmet(String json) {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }

    static StoredOverride overridden(String json) {
        return MAPPER.readValue(json, StoredOverride.class);
    }

    static StoredLimit limit(String json) {
        return MAPPER.readValue(json, StoredLimit.class);
    }

    static StackDeclaration declaration(String json) {
        return MAPPER.readValue(json, StackDeclaration.class);
    }

    static List<Finding> findings(String json) {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }

    static Set<String> strings(String json) {
        return new TreeSet<>(MAPPER.<List<String>>readValue(json, new TypeReference<>() {}));
    }

    static Map<String, String> details(String json) {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }
}
