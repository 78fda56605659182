package io.binome.guidelines;

import io.binome.guidelines.internal.OfflineRules;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import java.time.Instant;
import java.util.List;

/** Rules out of a folder, together with those that come with Binome: what the server would say, without one. */
public interface OfflineGuidelines {
    /**
     * Reads rules.
     *
     * @param tree whose files they are
     * @param folder of the tree, "" for all of it; every file that ends in .yaml or .yml is one of rules
     */
    static OfflineGuidelines of(CommitTree tree, String folder) {
        return OfflineRules.of(tree, folder);
    }

    /** Those that come with Binome, and no others. */
    static OfflineGuidelines shipped() {
        return OfflineRules.shipped();
    }

    /** What is wrong with the rules themselves, with file and line; no question is answered as long as there is some. */
    List<Finding> wrong();

    /** All that would hold, by id. */
    List<RuleView> rules();

    /** Runs the cases beside the rules of the folder. */
    Tested test();

    /**
     * Asks all rules of a plan.
     *
     * @param tree where the stack's files are
     */
    Assessment check(Plan plan, StackDeclaration stack, CommitTree tree, Instant time);

    /**
     * @param rules how many there are in the folder
     * @param cases how many were run
     * @param failed those that do not hold, each at its line
     */
    record Tested(int rules, int cases, List<Finding> failed) {}
}
