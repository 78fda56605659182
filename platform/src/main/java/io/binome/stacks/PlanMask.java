package io.binome.stacks;

import io.binome.secrets.SecretStore.Lent;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes lent values out of a plan wherever they stand, also where nobody marked them sensitive: an attribute's value
 * becomes {@link Value.Sensitive}, any other text is masked as in a log. The same plan gives the same masked plan, for
 * logins that are made for each borrower too.
 */
public final class PlanMask {
    private final Lent lent;

    private PlanMask(Lent lent) {
        this.lent = lent;
    }

    public static Plan mask(Plan plan, Lent lent) {
        return new PlanMask(lent).masked(plan);
    }

    private Plan masked(Plan plan) {
        return new Plan(
                plan.engine(),
                plan.stack(),
                plan.environment(),
                changes(plan.changes()),
                plan.resolutions(),
                plan.outputs().stream()
                        .map(output -> new OutputChange(
                                text(output.name()), output.action(), values(output.before()), values(output.after())))
                        .toList(),
                changes(plan.drift()),
                plan.checks().stream()
                        .map(check -> new PlanCheck(text(check.address()), check.status(), texts(check.messages())))
                        .toList(),
                changes(plan.deferred()),
                plan.targets());
    }

    private List<ResourceChange> changes(List<ResourceChange> changes) {
        return changes.stream().map(this::change).toList();
    }

    private ResourceChange change(ResourceChange change) {
        Provenance from = change.provenance();
        return new ResourceChange(
                text(change.address()),
                change.type(),
                text(change.name()),
                change.action(),
                values(change.before()),
                values(change.after()),
                texts(change.replacedBecause()),
                texts(change.notes()),
                from.equals(Provenance.PLAIN)
                        ? from
                        : new Provenance(textOrNull(from.movedFrom()), textOrNull(from.importedAs()), from.deposed()));
    }

    private SortedMap<String, Value> values(SortedMap<String, Value> values) {
        SortedMap<String, Value> masked = new TreeMap<>();
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            Value value = entry.getValue();
            String path = text(entry.getKey());
            if (!path.equals(entry.getKey())) {
                // Two keys that differ in their secrets alone stay two.
                path += " " + lent.fingerprintOf(entry.getKey()).substring(0, 8);
            }
            masked.put(
                    path,
                    switch (value) {
                        case Value.Known known
                        when lent.search().findsIn(known.json()) ->
                            new Value.Sensitive(lent.fingerprintOf(known.json()));
                        case Value.Unknown unknown
                        when unknown.newAtEveryPlan() != null && lent.search().findsIn(unknown.newAtEveryPlan()) ->
                            new Value.Unknown();
                        default -> value;
                    });
        }
        return masked;
    }

    private List<String> texts(List<String> texts) {
        return texts.stream().map(this::text).toList();
    }

    private String text(String text) {
        return lent.search().masked(text);
    }

    private @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }
}
