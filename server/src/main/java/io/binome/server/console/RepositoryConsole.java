package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.PageRequest;
import io.binome.repositories.Commit;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.server.settings.Settings;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** Repositories: the list, one with its stacks, branches and changes, and the commands to push to it. */
@Controller
@RequestMapping("/t/{tenant}/repositories")
final class RepositoryConsole {
    private final Entrance entrance;
    private final Repositories repositories;
    private final Stacks stacks;
    private final Changes changes;
    private final StackCards cards;
    private final People people;
    private final Settings settings;
    private final Frames frames;
    private final Pages pages;

    RepositoryConsole(
            Entrance entrance,
            Repositories repositories,
            Stacks stacks,
            Changes changes,
            StackCards cards,
            People people,
            Settings settings,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.repositories = repositories;
        this.stacks = stacks;
        this.changes = changes;
        this.cards = cards;
        this.people = people;
        this.settings = settings;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View list(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "repositories", "nav.repositories");
        List<RepositoryPage.Row> rows = repositories.list(entry.scope()).stream()
                .map(repository -> new RepositoryPage.Row(
                        repository,
                        cloneUrl(entry, repository.name()),
                        stacks.list(entry.scope(), repository.id()).size()))
                .toList();
        return pages.page("repositories", frame, new RepositoryPage.Rows(rows, cloneUrl(entry, "shop")));
    }

    @PostMapping
    String create(Principal principal, @PathVariable String tenant, @RequestParam String name) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        Repository repository = repositories.create(entry.scope(), principal.actor(), name.strip());
        return Pages.to(Links.repository(entry.tenant(), repository.name()), "repository-created");
    }

    @GetMapping("/{repository}")
    View one(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        Repository one = found.repository();
        Frame frame = frames.inside(request, principal, found.entry(), "repositories", repository);
        List<Repositories.Branch> branches = repositories.branches(found.scope(), one.id());
        List<Change> latest = changes.list(found.scope(), new ChangeFilter(one.id(), null, null), PageRequest.first(10))
                .items();
        List<Commit> commits = repositories
                .head(found.scope(), one.id(), one.defaultBranch())
                .map(head -> repositories.log(found.scope(), one.id(), null, head, 10))
                .orElse(List.of());
        return pages.page(
                "repository",
                frame,
                new RepositoryPage(
                        one,
                        cloneUrl(found.entry(), repository),
                        branches.isEmpty(),
                        stacks.list(found.scope(), one.id()).stream()
                                .map(stack -> cards.one(found.entry().tenant(), one, stack, frame.reader()))
                                .toList(),
                        branches,
                        new ChangeRows(people, frame.reader())
                                .of(
                                        found.entry().tenant(),
                                        latest,
                                        principal.actor().reference(),
                                        frame.may()),
                        commits));
    }

    @PostMapping("/{repository}/archive")
    String archive(Principal principal, @PathVariable String tenant, @PathVariable String repository) {
        Entrance.RepositoryEntry found =
                entrance.repository(principal, tenant, repository, Permission.MANAGE_REPOSITORIES);
        repositories.archive(
                found.scope(), principal.actor(), found.repository().id());
        return Pages.to(Links.repository(found.entry().tenant(), repository), "repository-archived");
    }

    private String cloneUrl(Access.Entry entry, String repository) {
        return settings.linkBase() + "/git/" + entry.tenant().name() + "/" + repository + ".git";
    }
}
