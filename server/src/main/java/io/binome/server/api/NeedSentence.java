package io.binome.server.api;

import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.tenancy.Role;

/** Whose approval is needed, as the API says it in English. */
final class NeedSentence {
    private NeedSentence() {}

    /** {@code an approval by an operator of the provider (production × high)}. */
    static String phrase(Need need, int missing) {
        String count = missing == 1 ? "an approval" : missing + " approvals";
        return count + " by " + whom(need) + (need.because().isEmpty() ? "" : " (" + need.because() + ")");
    }

    private static String whom(Need need) {
        if (!need.people().isEmpty()) {
            return String.join(" or ", need.people());
        }
        if (need.atLeast() == Role.LEAD) {
            return "a lead of the tenant";
        }
        if (need.atLeast() == Role.OWNER) {
            return "an owner at the provider";
        }
        if (need.party() == Party.PROVIDER) {
            return "an operator of the provider";
        }
        return need.party() == Party.TENANT
                ? "somebody of the tenant who is not an author of it"
                : "somebody who is not an author of it";
    }
}
