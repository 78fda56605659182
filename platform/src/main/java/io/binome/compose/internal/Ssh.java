package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** SSH keys of a build as a list of {@code id=path}, or {@code id} alone for the agent. */
final class Ssh {
    static final Decoder DECODER = (node, path, report) -> {
        if (!(node instanceof Mapping mapping)) {
            return null;
        }
        List<ComposeNode> keys = new ArrayList<>();
        new TreeMap<>(mapping.entries()).forEach((id, file) -> {
            String text = Decoders.text(file);
            keys.add(Decoders.same(file, text.isEmpty() ? id : id + "=" + text));
        });
        return keys.isEmpty() ? null : new ComposeNode.Sequence(keys, node.origin());
    };

    private Ssh() {}
}
