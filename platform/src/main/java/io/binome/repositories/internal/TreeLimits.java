package io.binome.repositories.internal;

import io.binome.repositories.PushLimits;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Limits on the tree that a branch leads to: whole paths, which no single object shows. */
final class TreeLimits {
    private TreeLimits() {}

    /** @throws PushRefusedException naming the path */
    static void check(ObjectReader reader, RevTree tree, PushLimits limits) throws IOException {
        int files = 0;
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                if (walk.getRawPath().length > limits.pathBytes()) {
                    throw new PushRefusedException("the path " + shortened(walk.getPathString()) + " is longer than "
                            + limits.pathBytes() + " bytes");
                }
                if (walk.isSubtree()) {
                    if (walk.getDepth() + 1 > limits.pathDepth()) {
                        throw new PushRefusedException("the path " + shortened(walk.getPathString()) + " has more than "
                                + limits.pathDepth() + " folders");
                    }
                    walk.enterSubtree();
                } else if (++files > limits.files()) {
                    throw new PushRefusedException("the branch has more than " + limits.files() + " files");
                }
            }
        }
    }

    private static String shortened(String path) {
        return path.length() <= 120 ? path : path.substring(0, 60) + "…" + path.substring(path.length() - 60);
    }
}
