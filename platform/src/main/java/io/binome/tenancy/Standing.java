package io.binome.tenancy;

import io.binome.kernel.MemberId;
import io.binome.kernel.TenantId;

/** What a person is at this moment: whose member, in which role. People who were removed have none. */
public record Standing(MemberId member, TenantId home, Role role, String email) {}
