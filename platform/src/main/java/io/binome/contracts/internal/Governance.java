package io.binome.contracts.internal;

import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.tenancy.Role;
import java.util.List;

/** Who must approve changes of the documents that govern. Not part of any contract, so that no contract can alter it. */
public final class Governance {
    private Governance() {}

    public static List<Need> needs(String kind, boolean providersOwn) {
        String because = "changes of " + kind;
        if (providersOwn) {
            return List.of(Need.of(Party.PROVIDER, kind.equals("guidelines") ? Role.OPERATOR : Role.OWNER, because));
        }
        // Rules may come from either side's daily work; what they agreed, what it costs and what is let off may not.
        Role provider = kind.equals("guidelines") ? Role.OPERATOR : Role.OWNER;
        return List.of(Need.of(Party.TENANT, Role.LEAD, because), Need.of(Party.PROVIDER, provider, because));
    }
}
