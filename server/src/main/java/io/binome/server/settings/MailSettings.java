package io.binome.server.settings;

import io.binome.drivers.mail.MailServer;
import io.binome.drivers.mail.SmtpNotifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mail server of the settings; unsafe ones stop the start. */
public final class MailSettings {
    private MailSettings() {}

    /** Empty when none is set: then nothing is mailed. */
    public static Optional<MailServer> server(Settings.Mail mail, Duration patience) {
        String host = mail.host();
        if (host == null || host.isBlank()) {
            return Optional.empty();
        }
        MailServer.Security security = security(mail.security());
        if (security == MailServer.Security.NONE && !loopback(host)) {
            throw new UnsafeSettingException("binome.mail.security is none, but " + host
                    + " is not on this machine: mails would be readable on their way. Set starttls or tls.");
        }
        String user = mail.user() == null || mail.user().isBlank() ? null : mail.user();
        if ((user == null) != (mail.passwordFile() == null)) {
            throw new UnsafeSettingException("binome.mail.user and binome.mail.password-file belong together.");
        }
        try {
            SmtpNotifier.sender(mail.from());
            return Optional.of(new MailServer(
                    host,
                    mail.port(),
                    security,
                    user,
                    user == null ? null : password(mail.passwordFile()),
                    mail.from(),
                    patience));
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.mail: " + wrong.getMessage());
        }
    }

    private static MailServer.Security security(String text) {
        try {
            return MailServer.Security.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new UnsafeSettingException("binome.mail.security is starttls, tls or none, not " + text);
        }
    }

    private static String password(@Nullable Path file) {
        try {
            return file == null ? "" : Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UnsafeSettingException("binome.mail.password-file cannot be read: " + file);
        }
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
