package io.binome.tenancy;

import io.binome.kernel.MemberId;

/** Hears that a member has chosen a password; called after that is stored, on the thread that stored it. */
@FunctionalInterface
public interface PasswordListener {
    PasswordListener NONE = _ -> {};

    void chosen(MemberId member);
}
