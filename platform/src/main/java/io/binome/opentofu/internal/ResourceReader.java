package io.binome.opentofu.internal;

import io.binome.opentofu.Fingerprinter;
import io.binome.stacks.Action;
import io.binome.stacks.OutputChange;
import io.binome.stacks.PlanCheck;
import io.binome.stacks.Provenance;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns what the document says of one resource, output or check into the terms of the plan. */
final class ResourceReader {
    private static final SortedMap<String, Value> NOTHING = new TreeMap<>();

    private final Fingerprinter fingerprinter;
    private final Budget budget;
    private final Flattener flattener;

    ResourceReader(Fingerprinter fingerprinter, Budget budget) {
        this.fingerprinter = fingerprinter;
        this.budget = budget;
        this.flattener = new Flattener(fingerprinter, budget);
    }

    /**
     * A member of {@code resource_changes}. What stays as it is has no values: a plan that was reviewed does not become
     * another one when a resource that it leaves alone has another attribute.
     */
    ResourceChange resource(Tree tree) {
        Read read = read(tree);
        boolean stays = !read.action.changes() && read.action != Action.READ && read.provenance.importedAs() == null;
        return stays ? read.with(NOTHING, NOTHING, notes(tree, read)) : read.with(notes(tree, read));
    }

    /** A member of {@code resource_drift}, with the attributes that drifted; null when it only moved. */
    @Nullable
    ResourceChange drift(Tree tree) {
        Read read = read(tree);
        SortedMap<String, Value> before = new TreeMap<>(read.before);
        SortedMap<String, Value> after = new TreeMap<>(read.after);
        before.entrySet().removeIf(entry -> Objects.equals(read.after.get(entry.getKey()), entry.getValue()));
        after.entrySet().removeIf(entry -> Objects.equals(read.before.get(entry.getKey()), entry.getValue()));
        return read.action.changes() && !(before.isEmpty() && after.isEmpty())
                ? read.with(before, after, List.of())
                : null;
    }

    /** A member of {@code deferred_changes}. */
    ResourceChange deferred(Tree tree) {
        Read read = read(tree.member("resource_change"));
        return read.with(Sentences.deferred(word(tree, "reason")).stream().toList());
    }

    OutputChange output(String name, Tree change) {
        Flattener.Sheet sheet = flattener.new Sheet(false);
        return new OutputChange(
                kept(name),
                Actions.of(change.member("actions"), name),
                sheet.flat(change.member("before"), Tree.NULL, change.member("before_sensitive")),
                sheet.flat(change.member("after"), change.member("after_unknown"), change.member("after_sensitive")));
    }

    PlanCheck check(Tree tree) {
        String address = tree.member("address").member("to_display").textOrNull();
        if (address == null) {
            throw Refusal.malformed("a check has no address");
        }
        List<String> messages = new ArrayList<>();
        for (Tree instance : tree.member("instances").each()) {
            for (Tree problem : instance.member("problems").each()) {
                String message = problem.member("message").textOrNull();
                if (message != null) {
                    messages.add(kept(fingerprinter.holdsSecret(message) ? Sentences.hiddenMessage() : message));
                }
            }
        }
        return new PlanCheck(
                kept(address),
                switch (Objects.requireNonNullElse(word(tree, "status"), "")) {
                    case "pass" -> PlanCheck.Status.PASS;
                    case "fail" -> PlanCheck.Status.FAIL;
                    case "error" -> PlanCheck.Status.ERROR;
                    default -> PlanCheck.Status.UNKNOWN;
                },
                messages);
    }

    private Read read(Tree tree) {
        String address = address(tree);
        Tree change = tree.member("change");
        Action action = Actions.of(change.member("actions"), address);
        String deposed = tree.member("deposed").textOrNull();
        String type = Objects.requireNonNullElse(tree.member("type").textOrNull(), "");
        Flattener.Sheet sheet = flattener.new Sheet(true);
        SortedMap<String, Value> before =
                sheet.flat(change.member("before"), Tree.NULL, change.member("before_sensitive"));
        SortedMap<String, Value> after =
                sheet.flat(change.member("after"), change.member("after_unknown"), change.member("after_sensitive"));
        sheet.hideSecrets(before);
        sheet.hideSecrets(after);
        return new Read(
                kept(deposed == null ? address : address + " (deposed " + deposed + ")"),
                Objects.equals(word(tree, "mode"), "data") ? "data." + type : type,
                Objects.requireNonNullElse(tree.member("name").textOrNull(), ""),
                action,
                before,
                after,
                change.member("replace_paths").each().stream()
                        .map(flattener::path)
                        .map(this::kept)
                        .toList(),
                new Provenance(moved(tree, address), imported(change.member("importing")), deposed));
    }

    /** As written, or put together: Terraform 1.0 leaves it out where something drifted. */
    private static String address(Tree tree) {
        String address = word(tree, "address");
        if (address != null) {
            return address;
        }
        String type = word(tree, "type");
        String name = word(tree, "name");
        if (type == null || name == null) {
            throw Refusal.malformed("a resource has neither an address nor a type and a name");
        }
        String module = word(tree, "module_address");
        StringBuilder built = new StringBuilder(module == null ? "" : module + ".");
        built.append(Objects.equals(word(tree, "mode"), "data") ? "data." : "")
                .append(type)
                .append('.')
                .append(name);
        if (!tree.member("index").isNull()) {
            built.append('[');
            tree.member("index").write(built);
            built.append(']');
        }
        return built.toString();
    }

    private static @Nullable String moved(Tree tree, String address) {
        String previous = tree.member("previous_address").textOrNull();
        return address.equals(previous) ? null : previous;
    }

    private @Nullable String imported(Tree importing) {
        if (!(importing instanceof Tree.Members)) {
            return null;
        }
        String id = importing.member("id").textOrNull();
        return id == null || fingerprinter.holdsSecret(id) ? "" : id;
    }

    private static List<String> notes(Tree tree, Read read) {
        List<String> notes = new ArrayList<>();
        Sentences.reason(word(tree, "action_reason"), read.action, read.because).ifPresent(notes::add);
        if (Actions.forgetsOld(tree.member("change").member("actions"))) {
            Sentences.oldOneStays().ifPresent(notes::add);
        }
        return notes;
    }

    private static @Nullable String word(Tree tree, String name) {
        return tree.member(name).textOrNull();
    }

    private String kept(String text) {
        budget.keep(text.length());
        return text;
    }

    /** A resource before it is said what of it is kept. */
    private record Read(
            String address,
            String type,
            String name,
            Action action,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> because,
            Provenance provenance) {
        ResourceChange with(List<String> notes) {
            return with(before, after, notes);
        }

        ResourceChange with(SortedMap<String, Value> was, SortedMap<String, Value> becomes, List<String> notes) {
            return new ResourceChange(address, type, name, action, was, becomes, because, notes, provenance);
        }
    }
}
