package io.binome.notifications.internal;

import io.binome.notifications.Inbox.Notification;
import io.binome.notifications.NotificationSettings;
import io.binome.notifications.Notifier;
import io.binome.notifications.Wording;
import io.binome.tenancy.Member;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Writes mails: names, titles and sentences with a link, never what a plan or a log holds. Pure. */
final class MailWriter {
    private static final int LONGEST_SUBJECT = 160;

    private final Wording wording;
    private final NotificationSettings settings;

    MailWriter(Wording wording, NotificationSettings settings) {
        this.wording = wording;
        this.settings = settings;
    }

    /** About one matter. Mails about the same change stand in one conversation. */
    Notifier.Mail one(Member to, String language, Notification about) {
        String tenant = about.facts().getOrDefault("tenant", "");
        String subject = (tenant.isEmpty() ? "" : "[" + tenant + "] ") + headline(language, about);
        String id = "<" + about.id() + "." + about.times() + "@" + settings.domain() + ">";
        return mail(to, language, subject, List.of(about), id, thread(about.subject()));
    }

    /** What came in a day. */
    Notifier.Mail day(Member to, String language, List<Notification> all) {
        String subject = wording.word(language, "mail.digest", Map.of("count", "" + all.size()));
        Notification last = all.getLast();
        String id = "<day." + last.id() + "." + last.times() + "@" + settings.domain() + ">";
        return mail(to, language, subject, all, id, thread("day." + to.id()));
    }

    private Notifier.Mail mail(
            Member to, String language, String subject, List<Notification> all, String id, String thread) {
        URI preferences = URI.create(settings.linkBase() + "/account/notifications");
        String choose = wording.word(language, "mail.choose", Map.of());
        String why = wording.word(language, "mail.why", Map.of());
        String greeting = wording.word(language, "mail.greeting", Map.of("person", oneLine(to.displayName())));
        StringBuilder text = new StringBuilder(greeting).append("\n\n");
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"")
                .append(language)
                .append("\"><body style=\"font-family:system-ui,sans-serif;line-height:1.5;color:#1b2430\"><p>")
                .append(escaped(greeting))
                .append("</p>");
        for (Notification about : all) {
            part(text, html, language, about);
        }
        text.append("-- \n")
                .append(why)
                .append('\n')
                .append(choose)
                .append(": ")
                .append(preferences)
                .append('\n');
        html.append("<p style=\"color:#5b6673;font-size:14px\">")
                .append(escaped(why))
                .append(" <a href=\"")
                .append(escaped(preferences.toString()))
                .append("\">")
                .append(escaped(choose))
                .append("</a></p></body></html>");
        return new Notifier.Mail(
                to.email(),
                oneLine(to.displayName()),
                cut(oneLine(subject)),
                text.toString(),
                html.toString(),
                language,
                id,
                thread,
                preferences);
    }

    private void part(StringBuilder text, StringBuilder html, String language, Notification about) {
        String headline = headline(language, about);
        String more = oneLine(wording.explanation(language, about.kind(), about.facts()));
        String times =
                about.times() > 1 ? wording.word(language, "mail.times", Map.of("times", "" + about.times())) : "";
        String link = settings.linkBase() + about.path();
        String open = wording.word(language, "mail.open", Map.of());
        text.append(headline).append('\n');
        html.append("<h2 style=\"font-size:16px;margin:24px 0 4px\">")
                .append(escaped(headline))
                .append("</h2>");
        for (String line : List.of(more, times)) {
            if (!line.isEmpty()) {
                text.append(line).append('\n');
                html.append("<p style=\"margin:4px 0\">").append(escaped(line)).append("</p>");
            }
        }
        text.append(link).append("\n\n");
        html.append("<p style=\"margin:4px 0\"><a href=\"")
                .append(escaped(link))
                .append("\">")
                .append(escaped(open))
                .append("</a></p>");
    }

    private String headline(String language, Notification about) {
        return oneLine(wording.headline(language, about.kind(), about.facts()));
    }

    private String thread(String subject) {
        return "<" + subject.replaceAll("[^A-Za-z0-9.-]", ".") + "@" + settings.domain() + ">";
    }

    /** No line end gets through, so that nobody writes a header of their own. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }

    private static String cut(String subject) {
        return subject.codePointCount(0, subject.length()) <= LONGEST_SUBJECT
                ? subject
                : subject.substring(0, subject.offsetByCodePoints(0, LONGEST_SUBJECT - 1)) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
