package io.binome.server.console;

import io.binome.kernel.TenantScope;
import io.binome.server.api.People;
import io.binome.states.BreakGlass;
import io.binome.states.BreakGlasses;
import io.binome.states.HandWrites;
import io.binome.states.StateKey;
import io.binome.tenancy.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who writes a state by hand now, for everybody to see.
 *
 * @param at address of the state's page, without the tenant's
 * @param open oldest first
 * @param minutes that the reader may open one for; null where they may not, or have one open
 */
public record BreakGlassPanel(
        String at,
        String workspace,
        List<Row> open,
        @Nullable Integer minutes) {
    /** @param by who opened it, by name */
    public record Row(BreakGlass glass, String by) {}

    /** Makes them. */
    record Maker(BreakGlasses glasses, HandWrites handWrites, People people) {
        BreakGlassPanel of(Frame frame, TenantScope scope, Principal principal, StateKey key, String at) {
            List<BreakGlass> open = glasses.open(scope, key);
            ChangeWords words = new ChangeWords(
                    frame.reader(), people.book(scope, open.stream().map(BreakGlass::actor)));
            String self = principal.actor().reference();
            boolean holds = open.stream().anyMatch(glass -> glass.actor().equals(self));
            Integer minutes =
                    !holds && handWrites.of(scope, principal.actor()) instanceof HandWrites.Answer.Allowed allowed
                            ? Math.toIntExact(allowed.most().toMinutes())
                            : null;
            return new BreakGlassPanel(
                    at,
                    key.workspace(),
                    open.stream()
                            .map(glass -> new Row(glass, words.person(glass.actor())))
                            .toList(),
                    minutes);
        }
    }
}
