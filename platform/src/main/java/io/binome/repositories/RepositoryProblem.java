package io.binome.repositories;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What can go wrong with hosted Git. */
public sealed interface RepositoryProblem extends Problem {
    @ProblemType(code = "repository-not-found", status = 404)
    record NotFound(String name) implements RepositoryProblem {
        @Override
        public String message() {
            return "There is no repository " + name + " in this tenant.";
        }
    }

    @ProblemType(code = "repository-name-taken", status = 409)
    record NameTaken(String name) implements RepositoryProblem {
        @Override
        public String message() {
            return "There is a repository " + name + " in this tenant already.";
        }
    }

    @ProblemType(code = "repository-name-reserved", status = 409)
    record NameReserved(String name) implements RepositoryProblem {
        @Override
        public String message() {
            return "The name " + name + " is kept for what governs the tenant. Choose another name.";
        }
    }

    @ProblemType(code = "repository-governs", status = 409)
    record Governs(String name) implements RepositoryProblem {
        @Override
        public String message() {
            return "The repository " + name + " holds what governs the tenant. It cannot be archived.";
        }
    }

    @ProblemType(code = "commit-not-found", status = 404)
    record CommitNotFound(String commit) implements RepositoryProblem {
        @Override
        public String message() {
            return "There is no commit " + commit + " in this repository.";
        }
    }

    @ProblemType(code = "file-too-large", status = 422)
    record FileTooLarge(String path, long maximumBytes) implements RepositoryProblem {
        @Override
        public String message() {
            return "The file " + path + " is larger than the " + maximumBytes + " bytes that are read here.";
        }
    }

    @ProblemType(code = "branch-moved", status = 409)
    record BranchMoved(String branch) implements RepositoryProblem {
        @Override
        public String message() {
            return "The branch " + branch
                    + " was moved by somebody else meanwhile. Nothing was written: look at it again.";
        }
    }

    @ProblemType(code = "write-refused", status = 422)
    record WriteRefused(String branch, String reason) implements RepositoryProblem {
        @Override
        public String message() {
            return "The branch " + branch + " was not written: " + reason + ".";
        }
    }
}
