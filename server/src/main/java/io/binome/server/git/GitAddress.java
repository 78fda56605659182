package io.binome.server.git;

import io.binome.repositories.GitTransport.Service;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request's path asks for: {@code /acme/shop.git/info/refs}, with or without {@code .git}. */
record GitAddress(String tenant, String repository, String action) {
    private static final Pattern PATH =
            Pattern.compile("/([^/]+)/([^/]+?)(?:\\.git)?/(info/refs|git-upload-pack|git-receive-pack)");

    static Optional<GitAddress> of(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches()
                ? Optional.of(new GitAddress(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** The service that is advertised or asked for; empty for what only git before 1.6.6 asks. */
    Optional<Service> service(@Nullable String queriedService) {
        String wanted = action.equals("info/refs") ? queriedService : action;
        for (Service service : Service.values()) {
            if (service.command().equals(wanted)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }
}
