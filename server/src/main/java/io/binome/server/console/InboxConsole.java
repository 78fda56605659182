package io.binome.server.console;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.NotificationId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Wording;
import io.binome.server.api.Words;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What a person was told, and what that person wants mailed. */
@Controller
final class InboxConsole {
    private static final int ROWS = 30;

    private final Inbox inbox;
    private final Wording wording;
    private final Access access;
    private final Settings settings;
    private final Frames frames;
    private final Pages pages;

    InboxConsole(Inbox inbox, Wording wording, Access access, Settings settings, Frames frames, Pages pages) {
        this.inbox = inbox;
        this.wording = wording;
        this.access = access;
        this.settings = settings;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/notifications")
    View list(
            Principal principal,
            HttpServletRequest request,
            @RequestParam(defaultValue = "false") boolean unread,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope home = access.enterAccount(principal);
        Frame frame = frames.outside(request, principal, "inbox", "nav.inbox");
        Page<Inbox.Notification> found = inbox.list(home, principal.member(), unread, new PageRequest(ROWS, after));
        String language = frame.reader().language();
        List<InboxPage.Row> rows = found.items().stream()
                .map(one -> new InboxPage.Row(
                        one,
                        wording.headline(language, one.kind(), one.facts()),
                        wording.explanation(language, one.kind(), one.facts()),
                        one.about().equals(principal.home())
                                ? null
                                : one.facts().get("tenant")))
                .toList();
        String next =
                found.next() == null ? null : "/notifications?after=" + found.next() + (unread ? "&unread=true" : "");
        Instant newest = rows.isEmpty() ? null : rows.getFirst().notification().at();
        return pages.page("inbox", frame, new InboxPage(rows, unread, newest, next));
    }

    /** Opening a matter is having read it. */
    @GetMapping("/notifications/{notification}/open")
    String open(Principal principal, @PathVariable String notification) {
        Inbox.Notification read =
                inbox.read(access.enterAccount(principal), principal.member(), NotificationId.parse(notification));
        return "redirect:" + Links.local(read.path());
    }

    @PostMapping("/notifications/read")
    String readAll(Principal principal, @RequestParam String until) {
        try {
            inbox.readAll(access.enterAccount(principal), principal.member(), Instant.parse(until));
        } catch (DateTimeException malformed) {
            throw new ProblemException(
                    InvalidInput.of("until", "must be a time such as 2027-03-01T10:00:00Z"), malformed);
        }
        return Pages.to("/notifications", "notifications-read");
    }

    @GetMapping("/account/notifications")
    View choices(Principal principal, HttpServletRequest request) {
        TenantScope home = access.enterAccount(principal);
        Frame frame = frames.outside(request, principal, "account", "mail.title");
        Inbox.Preferences preferences = inbox.preferences(home, principal.member());
        List<MailChoicesPage.Choice> choices = Arrays.stream(NoticeKind.values())
                .map(kind -> new MailChoicesPage.Choice(
                        kind.code(), wording.name(frame.reader().language(), kind), preferences.mail(kind)))
                .toList();
        String host = settings.mail().host();
        return pages.page(
                "mail-choices",
                frame,
                new MailChoicesPage(
                        choices,
                        preferences,
                        host != null && !host.isBlank(),
                        frame.me() == null ? "" : frame.me().email()));
    }

    @PostMapping("/account/notifications")
    String choose(
            Principal principal,
            @RequestParam Map<String, String> form,
            @RequestParam String language,
            @RequestParam String zone,
            @RequestParam(defaultValue = "") String quietFrom,
            @RequestParam(defaultValue = "") String quietTo) {
        Map<NoticeKind, MailMode> mail = new EnumMap<>(NoticeKind.class);
        for (NoticeKind kind : NoticeKind.values()) {
            String mode = form.get("mail." + kind.code());
            if (mode != null) {
                mail.put(kind, Words.parse("mail", MailMode.class, mode));
            }
        }
        try {
            Inbox.Quiet quiet = quietFrom.isBlank() || quietTo.isBlank()
                    ? null
                    : new Inbox.Quiet(LocalTime.parse(quietFrom), LocalTime.parse(quietTo));
            inbox.prefer(
                    access.enterAccount(principal),
                    principal.member(),
                    new Inbox.Preferences(mail, language, ZoneId.of(zone.strip()), quiet));
        } catch (DateTimeException malformed) {
            throw new ProblemException(InvalidInput.of("zone", "must be a time zone such as Europe/Paris"), malformed);
        }
        return Pages.to("/account/notifications", "mail-chosen");
    }
}
