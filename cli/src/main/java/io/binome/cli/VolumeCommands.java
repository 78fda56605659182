package io.binome.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code binome volume}: kept data. */
@Command(name = "volume", description = "See kept volumes.")
final class VolumeCommands {
    private final Context context;

    VolumeCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List volumes, also those that no service uses any more.")
    int list(@Mixin Paging paging) {
        JsonNode answer = paging.get(context.api(), context.inTenant("volumes"));
        Output output = context.output();
        output.listing(
                answer,
                "There are no volumes.",
                List.of("VOLUME", "STACK", "WHERE", "HOLDS", "MAY HOLD", "CREATED", "DETACHED", "IDENTIFIER"),
                volume -> List.of(
                        volume.path("name").asString(),
                        volume.path("stack").asString("-"),
                        Output.place(volume),
                        bytes(volume.path("usedBytes")),
                        bytes(volume.path("sizeBytes")),
                        output.ago(volume.path("createdAt")),
                        output.ago(volume.path("detachedAt")),
                        volume.path("id").asString()));
        return 0;
    }

    /** Empty when nobody has measured or said it. */
    private static String bytes(JsonNode bytes) {
        return bytes.isNumber() ? Output.bytes(bytes.asLong()) : "";
    }
}
