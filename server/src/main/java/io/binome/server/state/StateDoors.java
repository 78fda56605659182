package io.binome.server.state;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.states.StateAddress;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.States;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who comes in, to which state: a person by an access token, a run by its credential. */
public final class StateDoors {
    private static final int MOST_MATCHED = 1_000;

    private final Set<Matched> matched = ConcurrentHashMap.newKeySet();
    private final SignIn signIn;
    private final Access access;
    private final Tenants tenants;
    private final Repositories repositories;
    private final Stacks stacks;
    private final States states;

    public StateDoors(
            SignIn signIn, Access access, Tenants tenants, Repositories repositories, Stacks stacks, States states) {
        this.signIn = signIn;
        this.access = access;
        this.tenants = tenants;
        this.repositories = repositories;
        this.stacks = stacks;
        this.states = states;
    }

    /** @param person null for a run */
    record Visit(
            TenantScope scope,
            StateKey key,
            StateClient client,
            @Nullable Principal person) {}

    private record Matched(StateKey key, StateAddress address) {}

    /** Whoever proves who they are. */
    sealed interface Visitor {
        record Person(Principal principal) implements Visitor {}

        record OfRun(StateClient.OfRun client) implements Visitor {}
    }

    /** Asks the database each time, so that what was revoked or ended is refused at once. */
    Optional<Visitor> visitor(@Nullable String header, boolean runsOnly) {
        Optional<String[]> basic = basic(header);
        if (basic.isPresent()) {
            String user = basic.get()[0];
            String password = basic.get()[1];
            Optional<StateClient.OfRun> run = states.byCredential(user, password);
            if (run.isPresent()) {
                return run.map(Visitor.OfRun::new);
            }
            return runsOnly ? Optional.empty() : person(password.isEmpty() ? user : password);
        }
        return !runsOnly && header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? person(header.substring(7).strip())
                : Optional.empty();
    }

    private Optional<Visitor> person(String token) {
        return signIn.byToken(token).map(Visitor.Person::new);
    }

    private static Optional<String[]> basic(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return Optional.of(
                    colon < 0
                            ? new String[] {pair, ""}
                            : new String[] {pair.substring(0, colon), pair.substring(colon + 1)});
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * Lets a visitor in.
     *
     * @throws ProblemException with {@link NoSuchState} where there is nothing, or nothing for them
     */
    Visit enter(Visitor visitor, StateAddress address) {
        return switch (visitor) {
            case Visitor.OfRun run -> {
                StateClient.OfRun client = run.client();
                if (!isOf(client, address)) {
                    throw new ProblemException(new NoSuchState(address.path()));
                }
                yield new Visit(client.scope(), client.key(), client, null);
            }
            case Visitor.Person person -> {
                Principal principal = person.principal();
                TenantScope scope = access.enter(principal, address.tenant(), Permission.PROPOSE)
                        .scope();
                StateKey key =
                        key(scope, address).orElseThrow(() -> new ProblemException(new NoSuchState(address.path())));
                yield new Visit(scope, key, new StateClient.Person(principal.actor()), principal);
            }
        };
    }

    /** A run comes often, and always to the same address; what a stack is called stays. */
    private boolean isOf(StateClient.OfRun client, StateAddress address) {
        Matched wanted = new Matched(client.key(), address);
        if (matched.contains(wanted)) {
            return true;
        }
        boolean is = tenants.get(client.scope()).name().equals(address.tenant())
                && key(client.scope(), address).equals(Optional.of(client.key()));
        if (is) {
            if (matched.size() >= MOST_MATCHED) {
                matched.clear();
            }
            matched.add(wanted);
        }
        return is;
    }

    /** Whether this visitor may release a lock that is not theirs. */
    boolean mayForce(Visit visit, StateAddress address) {
        Principal person = visit.person();
        return person != null
                && access.allows(person, tenants.get(visit.scope()), Permission.MANAGE_STATES)
                && tenants.get(visit.scope()).name().equals(address.tenant());
    }

    private Optional<StateKey> key(TenantScope scope, StateAddress address) {
        return repositories
                .byName(scope, address.repository())
                .map(Repository::id)
                .flatMap(repository -> stacks.byName(scope, repository, address.stack()))
                .map(Stack::id)
                .map(stack -> new StateKey(stack, address.workspace()));
    }
}
