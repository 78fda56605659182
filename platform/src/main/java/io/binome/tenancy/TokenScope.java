package io.binome.tenancy;

/** What a personal access token may be used for; never more than its member's own role allows. */
public enum TokenScope {
    /** {@link Permission#READ} only, over git and the API. */
    READ,
    /** Clone, fetch and push with git. */
    GIT,
    /** Everything that the member may do over the API. */
    API
}
