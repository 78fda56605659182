package io.binome.drivers.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.Runtime.RuntimeRefused.Reason;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an engine's errors mean. Docker gives a status and a sentence; where the status says too little, the sentence counts. */
final class EngineFailures {
    private static final JsonMapper JSON = JsonMapper.shared();

    private EngineFailures() {}

    /** The exception that the port promises, for whatever the client threw. */
    static RuntimeException of(String host, String operation, Throwable failure) {
        if (failure instanceof RuntimeUnavailable || failure instanceof RuntimeRefused) {
            return (RuntimeException) failure;
        }
        DockerException refused = cause(failure, DockerException.class);
        if (refused != null) {
            return refused(operation, refused.getHttpStatus(), refused.getMessage());
        }
        if (cause(failure, IOException.class) != null) {
            return unavailable(host, operation, failure);
        }
        if (failure instanceof RuntimeException unexpected) {
            return unexpected;
        }
        return new IllegalStateException(operation + " failed", failure);
    }

    static RuntimeUnavailable unavailable(String host, String operation, Throwable failure) {
        return new RuntimeUnavailable(
                "its engine gave no answer when asked to " + operation,
                "The engine at " + host + " did not answer when asked to " + operation + ": " + rootMessage(failure),
                failure);
    }

    static RuntimeRefused refused(String operation, int status, @Nullable String body) {
        String said = sentence(body);
        return new RuntimeRefused(reason(status, said), "Docker refused to " + operation + ": " + said);
    }

    static Reason reason(int status, String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left on device") || lower.contains("disk quota exceeded")) {
            return Reason.NO_SPACE;
        }
        if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
            return Reason.PORT_TAKEN;
        }
        return switch (status) {
            case 401, 403 -> Reason.UNAUTHORIZED;
            case 404 -> Reason.NOT_FOUND;
            case 409 -> Reason.CONFLICT;
            default -> Reason.OTHER;
        };
    }

    /** Docker wraps its sentence in {@code {"message": …}}, and docker-java puts {@code Status 404: } before that. */
    static String sentence(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return "it gave no reason";
        }
        int start = body.indexOf('{');
        if (start >= 0) {
            try {
                String message =
                        JSON.readTree(body.substring(start)).path("message").asString("");
                if (!message.isEmpty()) {
                    return message;
                }
            } catch (JacksonException notJson) {
                return body.strip();
            }
        }
        return body.strip();
    }

    static boolean brokenPipe(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Broken pipe") || message.contains("Connection reset");
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> kind) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (kind.isInstance(at)) {
                return kind.cast(at);
            }
        }
        return null;
    }
}
