package io.binome.tenancy;

import io.binome.kernel.MemberId;
import io.binome.kernel.TenantId;
import java.time.Instant;

/** A person in one tenant. {@code email} is lower-case and unique over the installation: it is what they sign in with. */
public record Member(MemberId id, TenantId tenant, String email, String displayName, Role role, Instant createdAt) {}
