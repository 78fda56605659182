package io.binome.server.api;

import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.repositories.Commit;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hosted Git repositories. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/repositories")
final class RepositoryController {
    private final Repositories repositories;
    private final Entrance entrance;
    private final Settings settings;

    RepositoryController(Repositories repositories, Entrance entrance, Settings settings) {
        this.repositories = repositories;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** By their names. */
    @GetMapping
    Listing<RepositoryView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        return Listing.of(
                repositories.list(entry.scope(), new PageRequest(limit, after)), repository -> view(entry, repository));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    RepositoryView create(Principal principal, @PathVariable String tenant, @RequestBody NewRepositoryRequest request) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        return view(
                entry, repositories.create(entry.scope(), principal.actor(), Words.required("name", request.name())));
    }

    @GetMapping("/{repository}")
    RepositoryView get(Principal principal, @PathVariable String tenant, @PathVariable String repository) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        return view(found.entry(), found.repository());
    }

    /** An archived repository is read and cloned as before and takes no push. */
    @PostMapping("/{repository}/archive")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void archive(Principal principal, @PathVariable String tenant, @PathVariable String repository) {
        Entrance.RepositoryEntry found =
                entrance.repository(principal, tenant, repository, Permission.MANAGE_REPOSITORIES);
        repositories.archive(
                found.scope(), principal.actor(), found.repository().id());
    }

    /** By their names. */
    @GetMapping("/{repository}/branches")
    Listing<Repositories.Branch> branches(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        return Listing.of(
                repositories.branches(found.scope(), found.repository().id(), new PageRequest(limit, after)),
                Function.identity());
    }

    /** Commits of a branch, newest first. */
    @GetMapping("/{repository}/commits")
    Listing<CommitView> commits(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @RequestParam(required = false) @Nullable String branch,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        PageRequest page = new PageRequest(limit, after);
        String name = branch == null ? found.repository().defaultBranch() : branch;
        Optional<String> head =
                repositories.head(found.scope(), found.repository().id(), name);
        if (head.isEmpty() && branch != null) {
            throw new ProblemException(new ApiProblem.NotFound("branch", branch));
        }
        return head.map(commit ->
                        repositories.log(found.scope(), found.repository().id(), commit, page))
                .map(commits -> Listing.of(commits, CommitView::of))
                .orElse(Listing.of(List.of()));
    }

    private RepositoryView view(Access.Entry entry, Repository repository) {
        return new RepositoryView(
                repository.id().toString(),
                repository.name(),
                repository.defaultBranch(),
                repository.archived(),
                settings.linkBase() + "/git/" + entry.tenant().name() + "/" + repository.name() + ".git",
                repository.createdAt());
    }

    record NewRepositoryRequest(String name) {}

    /** @param cloneUrl for git, with an access token as the password */
    record RepositoryView(
            String id, String name, String defaultBranch, boolean archived, String cloneUrl, Instant createdAt) {}

    record CommitView(
            String id, List<String> parents, String authorName, String authorEmail, Instant at, String message) {
        static CommitView of(Commit commit) {
            return new CommitView(
                    commit.id(),
                    commit.parents(),
                    commit.authorName(),
                    commit.authorEmail(),
                    commit.at(),
                    commit.message());
        }
    }
}
