package io.binome.contracts.internal;

import io.binome.contracts.Need;
import java.util.ArrayList;
import java.util.List;

/** How what is asked for now compares with what was asked for before. */
public enum Strictness {
    SAME,
    STRICTER,
    LOOSER,
    /** Others are asked, not more and not fewer. */
    OTHER;

    public static Strictness of(List<Need> before, List<Need> after) {
        boolean asMuch = covers(after, before);
        boolean asLittle = covers(before, after);
        if (asMuch) {
            return asLittle ? SAME : STRICTER;
        }
        return asLittle ? LOOSER : OTHER;
    }

    /** Whether whoever gives all of these has given all of the others. */
    public static boolean covers(List<Need> these, List<Need> others) {
        return others.stream().allMatch(other -> these.stream().anyMatch(need -> need.covers(other)));
    }

    /** All needs together, without those that others cover; the first of several that are the same. */
    public static List<Need> union(List<Need> needs) {
        List<Need> union = new ArrayList<>();
        for (Need need : needs) {
            if (union.stream().noneMatch(kept -> kept.covers(need))) {
                union.removeIf(need::covers);
                union.add(need);
            }
        }
        return List.copyOf(union);
    }
}
