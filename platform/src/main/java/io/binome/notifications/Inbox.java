package io.binome.notifications;

import io.binome.kernel.MemberId;
import io.binome.kernel.NotificationId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What each person was told. The scope is the tenant that the person is a member of; nobody reads another's. */
public interface Inbox {
    /** Newest first. */
    Page<Notification> list(TenantScope home, MemberId reader, boolean unreadOnly, PageRequest page);

    int unread(TenantScope home, MemberId reader);

    /** @throws io.binome.kernel.ProblemException with {@link NotificationProblem.NotFound} */
    Notification read(TenantScope home, MemberId reader, NotificationId notification);

    /** Marks all as read that came until then, so that what came since the page was made is not lost. */
    int readAll(TenantScope home, MemberId reader, Instant until);

    Preferences preferences(TenantScope home, MemberId reader);

    /** @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput} */
    void prefer(TenantScope home, MemberId reader, Preferences preferences);

    /**
     * @param about the tenant that it tells of
     * @param facts what words are made of: see {@link Wording}
     * @param times how often it came while it was unread
     */
    record Notification(
            NotificationId id,
            NoticeKind kind,
            String subject,
            TenantId about,
            SortedMap<String, String> facts,
            Instant at,
            int times,
            @Nullable Instant readAt) {
        /** In the console, from {@code /}. */
        public String path() {
            return facts.getOrDefault("path", "/");
        }
    }

    /**
     * @param mail for each kind
     * @param language {@code en} or {@code fr}: of what is mailed
     * @param quiet when nothing is mailed; null for never
     */
    record Preferences(
            Map<NoticeKind, MailMode> mail,
            String language,
            ZoneId zone,
            @Nullable Quiet quiet) {
        public Preferences {
            mail = Map.copyOf(mail);
        }

        public MailMode mail(NoticeKind kind) {
            return mail.getOrDefault(kind, kind.usual());
        }
    }

    /** Hours of each day; over midnight when {@code from} is the later. Equal ones are no hours at all. */
    record Quiet(LocalTime from, LocalTime to) {}
}
