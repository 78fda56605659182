package io.binome.compose;

import io.binome.compose.internal.SpecificationLoader;

/**
 * Reads a Compose project as Docker Compose 2.26.1 does (compose-go 2.0.2), from given sources and nothing else.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">Compose Specification</a>
 */
public interface ComposeLoader {
    /** The loader; it keeps nothing between two projects and may be shared. */
    static ComposeLoader create() {
        return new SpecificationLoader();
    }

    /**
     * Loads a project.
     *
     * @throws io.binome.kernel.ProblemException with a {@link ComposeProblem}; {@link ComposeProblem#each()} gives all
     *     that were found in one go
     */
    ComposeProject load(ComposeSources sources, ComposeOptions options);
}
