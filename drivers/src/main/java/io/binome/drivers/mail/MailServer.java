package io.binome.drivers.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server that takes our mails.
 *
 * @param user null to send without signing in
 * @param password null exactly when {@code user} is
 * @param from the sender: an address, or a name with the address in angle brackets
 * @param patience for connecting, and for each answer
 */
public record MailServer(
        String host,
        int port,
        Security security,
        @Nullable String user,
        @Nullable String password,
        String from,
        Duration patience) {

    public MailServer {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a mail server has a name and a port");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("a user has a password, and nobody else does");
        }
        if (user != null && security == Security.NONE) {
            throw new IllegalArgumentException("a password is not sent unencrypted");
        }
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "MailServer[" + host + ":" + port + ", " + security + "]";
    }

    public enum Security {
        /** Plain at first, then encrypted by STARTTLS or nothing is sent: port 587. */
        STARTTLS,
        /** Encrypted from the first byte: port 465. */
        TLS,
        /** Only for a server on this machine. */
        NONE
    }
}
