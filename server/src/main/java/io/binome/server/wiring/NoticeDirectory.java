package io.binome.server.wiring;

import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeProblem;
import io.binome.changes.Changes;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Directory;
import io.binome.repositories.Repositories;
import io.binome.server.console.Links;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Answers what notices are about from the rooms that know. */
final class NoticeDirectory implements Directory {
    private static final String PERSON = "member:";

    private final Tenants tenants;
    private final Changes changes;
    private final Repositories repositories;
    private final Stacks stacks;

    NoticeDirectory(Tenants tenants, Changes changes, Repositories repositories, Stacks stacks) {
        this.tenants = tenants;
        this.changes = changes;
        this.repositories = repositories;
        this.stacks = stacks;
    }

    @Override
    public Optional<Subject> change(TenantScope scope, ChangeId id) {
        Change change;
        try {
            change = changes.get(scope, id);
        } catch (ProblemException problem) {
            if (problem.problem() instanceof ChangeProblem.NotFound) {
                return Optional.empty();
            }
            throw problem;
        }
        Set<String> acted = new HashSet<>(change.authors());
        acted.add(change.opener());
        changes.activity(scope, id).stream().map(Activity::actor).forEach(acted::add);
        Set<String> authors = new HashSet<>(change.authors());
        authors.add(change.opener());
        return Optional.of(new Subject(
                change.reference(),
                change.title(),
                Links.change(tenants.get(scope), change),
                people(authors),
                people(acted),
                changes.awaited(scope, id)));
    }

    @Override
    public Optional<Subject> stack(TenantScope scope, StackId id) {
        Optional<Stack> stack = stacks.find(scope, id);
        return stack.flatMap(found -> repositories
                .byId(scope, found.repository())
                .map(repository -> Subject.plain(
                        repository.name() + "/" + found.name(),
                        Links.stack(tenants.get(scope).name(), repository.name(), found.name()))));
    }

    private static Set<MemberId> people(Collection<String> references) {
        Set<MemberId> people = new HashSet<>();
        for (String reference : references) {
            if (reference.startsWith(PERSON)) {
                people.add(MemberId.parse(reference.substring(PERSON.length())));
            }
        }
        return people;
    }
}
