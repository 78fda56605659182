package io.binome.repositories;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantId;
import java.time.Instant;

/** A hosted Git repository. {@code defaultBranch} is a short name such as {@code main}; what it holds is what runs. */
public record Repository(
        RepositoryId id, TenantId tenant, String name, String defaultBranch, boolean archived, Instant createdAt) {}
