package io.binome.opentofu.internal;

import io.binome.kernel.ProblemException;
import io.binome.opentofu.Fingerprinter;
import io.binome.opentofu.TerraformPlan;
import io.binome.opentofu.TerraformPlanProblem;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanCheck;
import io.binome.stacks.ResourceChange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Walks over the sections of one document, in whatever order they come. */
final class PlanSections {
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.[0-9]{1,4}(\\.[0-9]{1,4})?");
    private static final int NEWEST_MAJOR = 1;
    private static final int UNREAD = 20;

    /** Of no matter for what the plan does: they repeat it, say where it comes from, or what it was made of. */
    private static final Set<String> SKIPPED = Set.of(
            "planned_values", "proposed_unknown", "prior_state", "configuration", "variables", "relevant_attributes");

    private final JsonParser parser;
    private final TerraformPlan.Subject subject;
    private final Budget budget = new Budget();
    private final TreeReader trees;
    private final ResourceReader resources;

    private final Set<String> seen = new HashSet<>();
    private final List<ResourceChange> changes = new ArrayList<>();
    private final List<ResourceChange> drift = new ArrayList<>();
    private final List<ResourceChange> deferred = new ArrayList<>();
    private final List<OutputChange> outputs = new ArrayList<>();
    private final List<PlanCheck> checks = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private String format = "";
    private String tool = "";
    private boolean errored;
    private @Nullable Boolean applyable;
    private @Nullable Boolean complete;
    private @Nullable Instant plannedAt;

    PlanSections(JsonParser parser, TerraformPlan.Subject subject, Fingerprinter fingerprinter) {
        this.parser = parser;
        this.subject = subject;
        this.trees = new TreeReader(parser, budget);
        this.resources = new ResourceReader(fingerprinter, budget);
    }

    TerraformPlan read() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Refusal.malformed("it is no JSON object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                throw Refusal.malformed("a section stands twice in it " + trees.place());
            }
            parser.nextToken();
            section(name);
        }
        if (parser.nextToken() != null) {
            throw Refusal.malformed("something follows after its end");
        }
        return concluded();
    }

    private void section(String name) {
        switch (name) {
            case "format_version" -> format = version();
            case "terraform_version" -> tool = shortText();
            case "timestamp" -> plannedAt = instant(shortText());
            case "errored" -> errored = truth(name);
            case "applyable" -> applyable = truth(name);
            case "complete" -> complete = truth(name);
            case "resource_changes" -> each(name, tree -> changes.add(resources.resource(tree)));
            case "resource_drift" -> each(name, this::drifted);
            case "deferred_changes" -> each(name, tree -> deferred.add(resources.deferred(tree)));
            case "checks" -> each(name, tree -> checks.add(resources.check(tree)));
            case "output_changes" -> outputs();
            case "@level", "@message" ->
                throw Refusal.malformed("it is the log that `plan -json` prints while it works");
            case "values" -> throw Refusal.malformed("it is a state");
            default -> skip(name);
        }
    }

    private void drifted(Tree tree) {
        ResourceChange found = resources.drift(tree);
        if (found != null) {
            drift.add(found);
        }
    }

    private void each(String section, Consumer<Tree> keep) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Refusal.malformed(section + " is no list");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            budget.resource();
            keep.accept(trees.read());
        }
    }

    private void outputs() {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Refusal.malformed("output_changes is no object");
        }
        Set<String> names = new HashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            budget.resource();
            String name = trees.unicode(parser.currentName());
            if (!names.add(name)) {
                throw Refusal.malformed("an output stands twice in it");
            }
            parser.nextToken();
            outputs.add(resources.output(name, trees.read()));
        }
    }

    private void skip(String name) {
        boolean something = parser.currentToken().isStructStart() || truthful();
        if (parser.currentToken().isStructStart()) {
            JsonToken first = parser.nextToken();
            something = !first.isStructEnd();
            leave(first);
        }
        if (something && !SKIPPED.contains(name) && unread.size() < UNREAD) {
            unread.add(trees.unicode(name.length() <= 100 ? name : name.substring(0, 100) + "…"));
        }
    }

    /** Goes to the end of the object or list of which {@code token} is the first inside. */
    private void leave(JsonToken token) {
        for (int depth = 1; ; token = next()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd() && --depth == 0) {
                return;
            }
        }
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw Refusal.malformed("it was cut off");
        }
        return token;
    }

    private boolean truthful() {
        return switch (parser.currentToken()) {
            case VALUE_NULL, VALUE_FALSE -> false;
            default -> true;
        };
    }

    private String version() {
        String version = shortText();
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw Refusal.malformed("its format_version is none");
        }
        if (Integer.parseInt(matcher.group(1)) > NEWEST_MAJOR) {
            throw new ProblemException(new TerraformPlanProblem.FormatUnknown(version));
        }
        return version;
    }

    private String shortText() {
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getStringLength() > 100) {
            throw Refusal.malformed("its head holds something else than short texts " + trees.place());
        }
        return trees.unicode(parser.getString());
    }

    private boolean truth(String name) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw Refusal.malformed(name + " is neither true nor false");
        };
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException other) {
            return null;
        }
    }

    private TerraformPlan concluded() {
        if (format.isEmpty()) {
            throw Refusal.malformed("it has no format_version");
        }
        Set<String> addresses = new HashSet<>();
        for (ResourceChange change : changes) {
            if (!addresses.add(change.address())) {
                throw Refusal.malformed("a resource stands twice in it");
            }
        }
        return new TerraformPlan(
                new Plan(
                        subject.engine(),
                        subject.stack(),
                        subject.environment(),
                        changes,
                        new TreeMap<>(),
                        outputs,
                        drift,
                        checks,
                        deferred),
                format,
                tool,
                errored,
                applyable,
                complete == null ? deferred.isEmpty() : complete,
                plannedAt,
                unread);
    }
}
