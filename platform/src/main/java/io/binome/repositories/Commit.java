package io.binome.repositories;

import java.time.Instant;
import java.util.List;

/** A commit as people read it. */
public record Commit(
        String id, List<String> parents, String authorName, String authorEmail, Instant at, String message) {
    public String subject() {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
