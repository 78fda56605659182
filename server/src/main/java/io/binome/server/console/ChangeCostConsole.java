package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeCosts;
import io.binome.changes.Changes;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.View;

/** What an applied change really costs: a part of its page, which comes after the page since days are rated for it. */
@Controller
final class ChangeCostConsole {
    private final Changes changes;
    private final ChangeCosts costs;
    private final Entrance entrance;
    private final Frames frames;
    private final Pages pages;

    ChangeCostConsole(Changes changes, ChangeCosts costs, Entrance entrance, Frames frames, Pages pages) {
        this.changes = changes;
        this.costs = costs;
        this.entrance = entrance;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/{repository}/changes/{number}/measured-cost")
    View part(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number) {
        Entrance.ChangeEntry found = entrance.change(changes, principal, tenant, repository, number, Permission.READ);
        Change change = changes.get(found.scope(), found.change());
        Frame frame = frames.inside(request, principal, found.entry(), "changes", change.title());
        CostPanel planned = changes.judgement(found.scope(), found.change())
                .map(CostPanel::of)
                .orElse(null);
        return pages.page(
                "part/measured",
                frame,
                new MeasuredCost(costs.of(found.scope(), found.change()).orElse(null), planned));
    }
}
