package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeWarning;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings one attribute to the form in which {@code docker compose config} prints it. */
interface Decoder {
    /** The value in that form, or null when it says nothing and is left out. */
    @Nullable
    ComposeNode decode(ComposeNode node, KeyPath path, Report report);

    /** Takes what is wrong with values. */
    record Report(Problems problems, Consumer<ComposeWarning> warnings) {
        void invalid(ComposeNode node, KeyPath path, String reason, String advice) {
            problems.add(new ComposeProblem.InvalidValue(path.place(node), reason, advice));
        }

        void warn(ComposeNode node, KeyPath path, String reason) {
            warnings.accept(new ComposeWarning(path.place(node), reason));
        }
    }
}
