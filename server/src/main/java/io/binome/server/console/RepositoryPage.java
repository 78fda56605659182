package io.binome.server.console;

import io.binome.repositories.Commit;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import java.util.List;

/** A repository. {@code empty}: nothing was pushed to it yet. */
public record RepositoryPage(
        Repository repository,
        String cloneUrl,
        boolean empty,
        List<StackCard> stacks,
        List<Repositories.Branch> branches,
        List<ChangeRow> changes,
        List<Commit> commits) {
    /** What is in the list of repositories. */
    public record Row(Repository repository, String cloneUrl, int stacks) {}

    /** The list. */
    public record Rows(List<Row> rows, String example) {}
}
