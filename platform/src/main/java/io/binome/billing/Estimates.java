package io.binome.billing;

import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import java.time.Instant;
import java.util.List;

/** What plans cost a month, before they are applied, and what the budgets say to that. */
public interface Estimates {
    /** What a plan adds or saves a month, by the prices of the tenant's contract that hold at that time. */
    CostDelta estimate(TenantScope scope, Contract contract, StackId stack, Plan plan, Instant at);

    /** Records what a stack is estimated to cost from now on, in the transaction that records its apply. */
    void applied(
            Transaction transaction, StackId stack, StackDeclaration declaration, CostDelta delta, boolean removed);

    /**
     * The budgets that these plans together would break, break further, or of which nobody can tell whether they do. What
     * other changes hold counts as spent.
     */
    List<Broken> broken(TenantScope scope, Contract contract, List<Planned> plans);

    /** What {@link #broken} counts with, as a mark that is another one as soon as any of it has changed. */
    String standing(TenantScope scope);

    /**
     * Whether it still stands so. Until the end of the transaction nobody else begins to spend: what was found under that
     * mark holds for as long.
     */
    boolean stands(Transaction transaction, String standing);

    /** A change begins: what its stacks will cost counts for all others from now on, until it is applied or let go. */
    void hold(Transaction transaction, ChangeId change, List<Planned> plans);

    /** A change is over, or nothing of it was done. */
    void release(Transaction transaction, ChangeId change);

    record Planned(StackId stack, String repository, StackDeclaration declaration, CostDelta delta) {}

    /**
     * @param present what is spent a month without the change, at most
     * @param then with it
     * @param untold addresses that it adds or alters without anybody knowing what they will cost; empty where the budget
     *     lets them pass
     * @param usedUp whether what is measured of this month has reached the budget, and the contract holds it then
     */
    record Broken(Contract.Budget budget, Money present, Money then, List<String> untold, boolean usedUp) {
        public Broken {
            untold = List.copyOf(untold);
        }

        public Broken(Contract.Budget budget, Money present, Money then, List<String> untold) {
            this(budget, present, then, untold, false);
        }

        public Broken(Contract.Budget budget, Money present, Money then) {
            this(budget, present, then, List.of());
        }

        /** Whether what is known of it is too much already. */
        public boolean over() {
            return (usedUp || then.micros() > budget.month().micros()) && then.micros() > present.micros();
        }

        /** Who has to approve it, with why. */
        public List<Need> needs() {
            return usedUp && over()
                    ? budget.needs().stream()
                            .map(need -> need.because("budget " + budget.name()
                                    + " is used up this month: raise it in contract.yaml, or have it approved"))
                            .toList()
                    : budget.needs();
        }
    }
}
