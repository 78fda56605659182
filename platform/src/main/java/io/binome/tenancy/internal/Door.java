package io.binome.tenancy.internal;

import io.binome.tenancy.Permission;
import io.binome.tenancy.TokenScope;
import java.util.Set;

/** The way a request comes in, which decides what the scopes of a token are worth. */
enum Door {
    /** The HTTP API and the console. */
    API {
        @Override
        boolean opensFor(Set<TokenScope> scopes, Permission permission) {
            return scopes.contains(TokenScope.API)
                    || (permission == Permission.READ && scopes.contains(TokenScope.READ));
        }
    },
    /** Git over HTTP: clone and fetch read, a push proposes. */
    GIT {
        @Override
        boolean opensFor(Set<TokenScope> scopes, Permission permission) {
            return switch (permission) {
                case READ -> scopes.contains(TokenScope.GIT) || scopes.contains(TokenScope.READ);
                case PROPOSE -> scopes.contains(TokenScope.GIT);
                case REVIEW,
                        APPLY,
                        OVERRIDE,
                        OPERATE,
                        MANAGE_REPOSITORIES,
                        MANAGE_STATES,
                        DOWNLOAD_STATES,
                        MANAGE_MEMBERS,
                        INVOICE,
                        CLOSE_TENANT,
                        MANAGE_PLATFORM -> false;
            };
        }
    };

    abstract boolean opensFor(Set<TokenScope> scopes, Permission permission);
}
