package io.binome.repositories;

import io.binome.kernel.Problem;
import java.util.Map;

/** What can go wrong with hosted Git. */
public sealed interface RepositoryProblem extends Problem {
    record NotFound(String name) implements RepositoryProblem {
        @Override
        public String code() {
            return "repository-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no repository " + name + " in this tenant.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("name", name);
        }
    }

    record NameTaken(String name) implements RepositoryProblem {
        @Override
        public String code() {
            return "repository-name-taken";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "There is a repository " + name + " in this tenant already.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("name", name);
        }
    }

    record CommitNotFound(String commit) implements RepositoryProblem {
        @Override
        public String code() {
            return "commit-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no commit " + commit + " in this repository.";
        }
    }

    record FileTooLarge(String path, long maximumBytes) implements RepositoryProblem {
        @Override
        public String code() {
            return "file-too-large";
        }

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String message() {
            return "The file " + path + " is larger than the " + maximumBytes + " bytes that are read here.";
        }
    }

    record BranchMoved(String branch) implements RepositoryProblem {
        @Override
        public String code() {
            return "branch-moved";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The branch " + branch
                    + " was moved by somebody else meanwhile. Nothing was written: look at it again.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("branch", branch);
        }
    }

    record WriteRefused(String branch, String reason) implements RepositoryProblem {
        @Override
        public String code() {
            return "write-refused";
        }

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String message() {
            return "The branch " + branch + " was not written: " + reason + ".";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("branch", branch, "reason", reason);
        }
    }
}
