package io.binome.server.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shell in a service.
 *
 * @param address of the WebSocket
 * @param replica null for the first that runs
 * @param ended the sentence for the end, with {@code {code}} in it
 * @param problems sentences by code, in the reader's language
 */
public record ShellPage(
        String stack,
        String service,
        String stackAddress,
        String serviceAddress,
        String address,
        List<Integer> replicas,
        @Nullable Integer replica,
        String ended,
        Map<String, String> problems) {}
