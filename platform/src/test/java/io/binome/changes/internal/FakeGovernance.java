package io.binome.changes.internal;

import io.binome.billing.CostDelta;
import io.binome.billing.Estimates;
import io.binome.calendar.CalendarRules;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.contracts.Need;
import io.binome.database.Transaction;
import io.binome.guidelines.Assessment;
import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.Guidelines;
import io.binome.guidelines.RuleView;
import io.binome.guidelines.Situation;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Money;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Risk;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What governs changes in tests: by default one approval by somebody who is no author, and nothing else. */
public final class FakeGovernance implements Contracts, Estimates, Standings {
    private final Map<MemberId, Standing> people = new ConcurrentHashMap<>();
    private volatile List<Need> needs = List.of(Need.peer(""));
    private volatile @Nullable CalendarRules calendar;
    private volatile List<GuidelineFinding> findings = List.of();
    private volatile List<Contract.Budget> broken = List.of();
    private volatile List<Contract.Budget> budgets = List.of();
    private volatile @Nullable Estimates estimates;
    private volatile Risk risk = Risk.LOW;
    private volatile int number = 1;
    private volatile boolean accepted = true;
    private volatile boolean overrides = true;

    /** What each environment asks for, whatever the risk; a new version of the contract. */
    public void needs(Need... wanted) {
        needs = List.of(wanted);
        number++;
    }

    /** A new version of the contract that admits none. */
    public void forbidOverrides() {
        overrides = false;
        number++;
    }

    public void calendar(CalendarRules rules) {
        calendar = rules;
        number++;
    }

    /** Other windows of the same version: as another clock or another year's holidays would give. */
    public void putOff(CalendarRules rules) {
        calendar = rules;
    }

    /** No calendar any more. */
    public void open() {
        calendar = null;
    }

    public void findings(GuidelineFinding... wanted) {
        findings = List.of(wanted);
    }

    public void risk(Risk wanted) {
        risk = wanted;
    }

    public void broken(Contract.Budget... budgets) {
        broken = List.of(budgets);
    }

    public void person(Standing standing) {
        people.put(standing.member(), standing);
    }

    public void leaves(MemberId member) {
        people.remove(member);
    }

    @Override
    public Map<MemberId, Standing> of(TenantScope scope) {
        return Map.copyOf(people);
    }

    @Override
    public ContractVersion inForce(TenantScope scope) {
        Map<Risk, Contract.Approvals> autonomy = new EnumMap<>(Risk.class);
        for (Risk one : Risk.values()) {
            autonomy.put(one, new Contract.Approvals("as the test says", needs));
        }
        TreeMap<String, Contract.Environment> environments = new TreeMap<>();
        for (String name : List.of("dev", "production")) {
            environments.put(name, new Contract.Environment(name, new TreeSet<>(), autonomy, calendar));
        }
        Contract contract = new Contract(
                "EUR",
                environments,
                List.of(),
                List.of(),
                budgets,
                null,
                new Contract.Limits(null, null, null, null, null),
                List.of(),
                List.of(),
                new Contract.Growth(10, 95, 90, 2),
                overrides);
        return new ContractVersion(number, contract, accepted, null, null, "", Instant.EPOCH);
    }

    @Override
    public ContractVersion inForce(Transaction transaction) {
        return inForce(transaction.scope());
    }

    @Override
    public Optional<ContractVersion> version(TenantScope scope, int wanted) {
        return wanted == number ? Optional.of(inForce(scope)) : Optional.empty();
    }

    @Override
    public List<ContractVersion> versions(TenantScope scope) {
        return List.of(inForce(scope));
    }

    @Override
    public Page<ContractVersion> versions(TenantScope scope, PageRequest page) {
        return Page.of(versions(scope), page, _ -> "");
    }

    @Override
    public ContractVersion accept(TenantScope scope, Actor actor, String seen) {
        accepted = true;
        return inForce(scope);
    }

    @Override
    public List<Finding> check(String file, String source) {
        return List.of();
    }

    private String inForceRules() {
        return Integer.toHexString(findings.hashCode());
    }

    /** Asked instead of this about what plans cost. */
    public void estimates(Estimates wanted) {
        estimates = wanted;
    }

    public void budgets(Contract.Budget... wanted) {
        budgets = List.of(wanted);
        number++;
    }

    @Override
    public CostDelta estimate(TenantScope scope, Contract contract, StackId stack, Plan plan, Instant at) {
        Estimates asked = estimates;
        if (asked != null) {
            return asked.estimate(scope, contract, stack, plan, at);
        }
        return new CostDelta(Money.zero("EUR"), Money.zero("EUR"), List.of(), List.of(), null);
    }

    @Override
    public void applied(
            Transaction transaction, StackId stack, StackDeclaration declaration, CostDelta delta, boolean removed) {
        Estimates asked = estimates;
        if (asked != null) {
            asked.applied(transaction, stack, declaration, delta, removed);
        }
    }

    @Override
    public String standing(TenantScope scope) {
        Estimates asked = estimates;
        return asked == null ? "" : asked.standing(scope);
    }

    @Override
    public boolean stands(Transaction transaction, String standing) {
        Estimates asked = estimates;
        return asked == null || asked.stands(transaction, standing);
    }

    @Override
    public void hold(Transaction transaction, ChangeId change, List<Planned> plans) {
        Estimates asked = estimates;
        if (asked != null) {
            asked.hold(transaction, change, plans);
        }
    }

    @Override
    public void release(Transaction transaction, ChangeId change) {
        Estimates asked = estimates;
        if (asked != null) {
            asked.release(transaction, change);
        }
    }

    @Override
    public List<Broken> broken(TenantScope scope, Contract contract, List<Planned> plans) {
        Estimates asked = estimates;
        if (asked != null) {
            return asked.broken(scope, contract, plans);
        }
        List<Broken> found = new ArrayList<>();
        broken.forEach(budget -> found.add(new Broken(budget, Money.zero("EUR"), Money.zero("EUR"))));
        return found;
    }

    /** The rules in force; of a type of its own, because contracts have an {@code inForce} too. */
    Guidelines guidelines() {
        return new Guidelines() {
            @Override
            public Assessment assess(TenantScope scope, Situation situation, @Nullable CommitTree tree) {
                return new Assessment(findings, risk, List.of("the test says so"), inForceRules());
            }

            @Override
            public String inForce(TenantScope scope) {
                return inForceRules();
            }

            @Override
            public List<RuleView> rules(TenantScope scope) {
                return List.of();
            }

            @Override
            public List<ExemptionView> exemptions(TenantScope scope) {
                return List.of();
            }
        };
    }
}
