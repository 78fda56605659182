package io.binome.workloads;

import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import io.binome.workloads.internal.FirstPlan;
import java.util.List;

/**
 * What the engine would plan for Compose files that were never applied, told by the files alone: without a server, a host
 * or a registry. Images are not looked up, so that their digests are unknown; limits are the defaults of a new tenant.
 */
public sealed interface ComposeFilePlan {
    record Planned(Plan plan) implements ComposeFilePlan {}

    record Refused(List<Finding> findings) implements ComposeFilePlan {}

    static ComposeFilePlan of(CommitTree tree, StackDeclaration declaration) {
        return FirstPlan.of(tree, declaration);
    }
}
