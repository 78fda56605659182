package io.binome.server.wiring;

import io.binome.contracts.Contract;
import io.binome.contracts.Contracts;
import io.binome.contracts.Terms;
import io.binome.database.Transaction;
import io.binome.drift.Drifts;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.stacks.Stacks;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.HandWrites.Answer;
import io.binome.states.StateKey;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import io.binome.tenancy.Tenants;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the contract says of states that are written by hand, and the look at their stacks afterwards. */
@Configuration(proxyBeanMethods = false)
public class BreakGlassWiring {
    private static final Logger LOG = LoggerFactory.getLogger(BreakGlassWiring.class);
    private static final Actor STATES = new Actor.Machine("states");

    /** @param contracts asked only when somebody writes: they rest on stacks, which rest on states */
    @Bean
    HandWrites handWrites(ObjectProvider<Contracts> contracts, Tenants tenants) {
        return (scope, actor) -> {
            Optional<Contract.BreakGlass> terms =
                    Terms.breakGlass(contracts.getObject().inForce(scope));
            if (terms.isEmpty()) {
                return new Answer.Forbidden();
            }
            boolean admitted = actor instanceof Actor.Person person
                    && Optional.ofNullable(tenants.standings(scope).get(person.member()))
                            .map(Standing::role)
                            .filter(role -> Terms.admits(terms.get(), role))
                            .isPresent();
            return admitted
                    ? new Answer.Allowed(Duration.ofMinutes(terms.get().minutes()))
                    : new Answer.NotYou(people(terms.get().by()));
        };
    }

    private static String people(SortedSet<Role> roles) {
        return roles.stream()
                .map(role -> switch (role) {
                    case OWNER -> "an owner of the provider";
                    case OPERATOR -> "an operator of the provider";
                    case LEAD -> "a lead";
                    case DEVELOPER -> "a developer";
                    case READER -> "a reader";
                })
                .collect(Collectors.joining(" or "));
    }

    @Bean
    HandWriteListener handWriteListener(
            ObjectProvider<Notices> notices, ObjectProvider<Drifts> drifts, ObjectProvider<Stacks> stacks) {
        return new HandWriteListener() {
            @Override
            public void opened(Transaction transaction, StateKey key, Actor actor, String reason) {
                notices.getObject()
                        .tell(
                                transaction,
                                new Notice.OfStack(
                                        NoticeKind.GLASS_BROKEN, actor, key.stack(), key.workspace(), reason));
            }

            @Override
            public void written(TenantScope scope, StateKey key) {
                look(scope, drifts.getObject(), stacks.getObject(), key.stack());
            }
        };
    }

    private static void look(TenantScope scope, Drifts drifts, Stacks stacks, io.binome.kernel.StackId id) {
        stacks.find(scope, id).ifPresent(stack -> {
            try {
                drifts.look(scope, STATES, stack);
            } catch (ProblemException notNow) {
                // A stack that was never applied, or half, has nothing to be compared with; its next plan looks anyway.
                LOG.debug("Stack {} is not looked at after its state was written by hand: {}", id, notNow.toString());
            }
        });
    }
}
