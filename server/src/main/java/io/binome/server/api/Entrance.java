package io.binome.server.api;

import io.binome.changes.ChangeProblem;
import io.binome.changes.Changes;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;

/** How handlers come in: into a tenant, into one of its repositories, or into what belongs to the person alone. */
public final class Entrance {
    private final Access access;
    private final Tenants tenants;
    private final Repositories repositories;
    private final CheckpointHeader checkpoint;

    public Entrance(Access access, Tenants tenants, Repositories repositories, Checkpoints checkpoints) {
        this.access = access;
        this.tenants = tenants;
        this.repositories = repositories;
        this.checkpoint = new CheckpointHeader(checkpoints);
    }

    public Access.Entry tenant(Principal principal, String tenant, Permission permission) {
        Access.Entry entry = access.enter(principal, tenant, permission);
        checkpoint.tell(entry.scope());
        return entry;
    }

    public Access.Entry platform(Principal principal) {
        return access.enterPlatform(principal);
    }

    /** As {@link Access#allows}. */
    boolean allows(Principal principal, Tenant tenant, Permission permission) {
        return access.allows(principal, tenant, permission);
    }

    /** The tenant that the person is a member of. */
    public Access.Entry home(Principal principal, Permission permission) {
        return access.enter(
                principal, tenants.get(new TenantScope(principal.home())).name(), permission);
    }

    /** @throws ProblemException with {@link ApiProblem.NotFound}; who may not enter the tenant learns nothing of it */
    public RepositoryEntry repository(Principal principal, String tenant, String repository, Permission permission) {
        Access.Entry entry = tenant(principal, tenant, permission);
        return new RepositoryEntry(
                entry,
                repositories
                        .byName(entry.scope(), repository)
                        .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("repository", repository))));
    }

    /** @throws ProblemException with {@link ChangeProblem.NotFound}, or as {@link #repository} */
    public ChangeEntry change(
            Changes changes, Principal principal, String tenant, String repository, int number, Permission permission) {
        RepositoryEntry found = repository(principal, tenant, repository, permission);
        ChangeId change = changes.byNumber(found.scope(), found.repository().id(), number)
                .orElseThrow(() -> new ProblemException(
                        new ChangeProblem.NotFound(found.repository().name() + "!" + number)));
        return new ChangeEntry(found.entry(), change);
    }

    /** A change of a tenant that was entered. */
    public record ChangeEntry(Access.Entry entry, ChangeId change) {
        public TenantScope scope() {
            return entry.scope();
        }
    }

    /** A repository of a tenant that was entered. */
    public record RepositoryEntry(Access.Entry entry, Repository repository) {
        public TenantScope scope() {
            return entry.scope();
        }
    }
}
