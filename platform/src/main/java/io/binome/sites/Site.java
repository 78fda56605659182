package io.binome.sites;

import io.binome.kernel.SiteId;

/** A data centre; stacks name it. */
public record Site(SiteId id, String name, String title) {}
