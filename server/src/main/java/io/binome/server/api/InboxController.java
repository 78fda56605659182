package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.NotificationId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Wording;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a person was told, and what that person wants mailed. */
@RestController
@RequestMapping("/api/v1/me/notifications")
final class InboxController {
    private final Inbox inbox;
    private final Wording wording;
    private final Access access;
    private final Settings settings;

    InboxController(Inbox inbox, Wording wording, Access access, Settings settings) {
        this.inbox = inbox;
        this.wording = wording;
        this.access = access;
        this.settings = settings;
    }

    /** Newest first; {@code unread=true} for those that are. */
    @GetMapping
    Listing<NotificationView> list(
            Principal principal,
            @RequestParam(defaultValue = "false") boolean unread,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        return Listing.of(
                inbox.list(home(principal), principal.member(), unread, new PageRequest(limit, after)), this::view);
    }

    @GetMapping("/count")
    UnreadView count(Principal principal) {
        return new UnreadView(inbox.unread(home(principal), principal.member()));
    }

    @PostMapping("/{notification}/read")
    NotificationView read(Principal principal, @PathVariable String notification) {
        return view(inbox.read(access.enterAccount(principal), principal.member(), NotificationId.parse(notification)));
    }

    /** Marks as read what came until then: the newest that was seen, so that nothing newer is lost. */
    @PostMapping("/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void readAll(Principal principal, @RequestBody ReadAllRequest request) {
        inbox.readAll(access.enterAccount(principal), principal.member(), instant(request.until()));
    }

    @GetMapping("/preferences")
    PreferencesView preferences(Principal principal) {
        return PreferencesView.of(inbox.preferences(home(principal), principal.member()));
    }

    /** Kinds that are left out are mailed as usual. */
    @PutMapping("/preferences")
    PreferencesView prefer(Principal principal, @RequestBody PreferencesRequest request) {
        TenantScope home = access.enterAccount(principal);
        inbox.prefer(home, principal.member(), request.preferences());
        return PreferencesView.of(inbox.preferences(home, principal.member()));
    }

    private static TenantScope home(Principal principal) {
        return new TenantScope(principal.home());
    }

    private static Instant instant(@Nullable String text) {
        try {
            return Instant.parse(Words.required("until", text));
        } catch (DateTimeException malformed) {
            throw new ProblemException(
                    InvalidInput.of("until", "must be a time such as 2027-03-01T10:00:00Z"), malformed);
        }
    }

    private NotificationView view(Inbox.Notification one) {
        return new NotificationView(
                one.id().toString(),
                one.kind().code(),
                one.subject(),
                one.facts().getOrDefault("tenant", ""),
                wording.headline("en", one.kind(), one.facts()),
                wording.explanation("en", one.kind(), one.facts()),
                settings.linkBase() + one.path(),
                one.at(),
                one.times(),
                one.readAt());
    }

    record UnreadView(int unread) {}

    record ReadAllRequest(@Nullable String until) {}

    /** @param about title of the tenant it tells of */
    record NotificationView(
            String id,
            String kind,
            String subject,
            String about,
            String headline,
            String explanation,
            String link,
            Instant at,
            int times,
            @Nullable Instant readAt) {}

    /** @param mail by kind: {@code at-once}, {@code daily} or {@code never} */
    record PreferencesView(
            SortedMap<String, String> mail,
            String language,
            String zone,
            @Nullable String quietFrom,
            @Nullable String quietTo) {
        static PreferencesView of(Inbox.Preferences preferences) {
            SortedMap<String, String> mail = new TreeMap<>();
            for (NoticeKind kind : NoticeKind.values()) {
                mail.put(kind.code(), Words.of(preferences.mail(kind)));
            }
            Inbox.Quiet quiet = preferences.quiet();
            return new PreferencesView(
                    mail,
                    preferences.language(),
                    preferences.zone().getId(),
                    quiet == null ? null : quiet.from().toString(),
                    quiet == null ? null : quiet.to().toString());
        }
    }

    record PreferencesRequest(
            @Nullable Map<String, String> mail,
            @Nullable String language,
            @Nullable String zone,
            @Nullable String quietFrom,
            @Nullable String quietTo) {
        Inbox.Preferences preferences() {
            Map<NoticeKind, MailMode> chosen = new EnumMap<>(NoticeKind.class);
            if (mail != null) {
                mail.forEach((code, mode) -> chosen.put(kind(code), Words.parse("mail", MailMode.class, mode)));
            }
            try {
                Inbox.Quiet quiet = quietFrom == null || quietTo == null
                        ? null
                        : new Inbox.Quiet(LocalTime.parse(quietFrom), LocalTime.parse(quietTo));
                return new Inbox.Preferences(
                        chosen, language == null ? "en" : language, ZoneId.of(zone == null ? "UTC" : zone), quiet);
            } catch (DateTimeException malformed) {
                throw new ProblemException(
                        InvalidInput.of("preferences", "must have a zone such as Europe/Paris and times such as 22:00"),
                        malformed);
            }
        }
    }

    static NoticeKind kind(String code) {
        return NoticeKind.of(code)
                .orElseThrow(() -> new ProblemException(InvalidInput.of("kind", "must be one that the list names")));
    }
}
