package io.binome.billing;

import io.binome.contracts.Contract;
import io.binome.database.Transaction;
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

    /** The budgets that these plans together would break, or break further. */
    List<Broken> broken(TenantScope scope, Contract contract, List<Planned> plans);

    record Planned(StackId stack, String repository, StackDeclaration declaration, CostDelta delta) {}

    /**
     * @param present what is spent a month without the change, at most
     * @param then with it
     */
    record Broken(Contract.Budget budget, Money present, Money then) {}
}
