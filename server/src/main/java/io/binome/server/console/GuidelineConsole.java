package io.binome.server.console;

import io.binome.guidelines.Guidelines;
import io.binome.guidelines.RuleView;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** Which rules hold for a tenant, whose they are, and where they do not block. */
@Controller
final class GuidelineConsole {
    private final Entrance entrance;
    private final Guidelines guidelines;
    private final Frames frames;
    private final Pages pages;

    GuidelineConsole(Entrance entrance, Guidelines guidelines, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.guidelines = guidelines;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/guidelines")
    View list(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String severity) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "guidelines", "nav.guidelines");
        List<RuleView> all = guidelines.rules(entry.scope());
        return pages.page(
                "guidelines",
                frame,
                new GuidelinesPage(
                        all.stream()
                                .filter(rule -> GuidelinesPage.fits(rule, q.strip(), severity))
                                .toList(),
                        all.size(),
                        guidelines.exemptions(entry.scope()),
                        q.strip(),
                        severity));
    }
}
