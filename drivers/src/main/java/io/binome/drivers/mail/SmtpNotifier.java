package io.binome.drivers.mail;

import io.binome.notifications.Notifier;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Sends by SMTP, a connection per mail. The server's certificate is checked against its name; without encryption that was
 * asked for nothing is sent.
 */
public final class SmtpNotifier implements Notifier<Notifier.Mail> {
    private final MailServer server;
    private final InternetAddress from;
    private final InstantSource clock;
    private final Session session;

    /** @param trust who vouches for the server's certificate; null for whom this Java trusts */
    public SmtpNotifier(MailServer server, InstantSource clock, @Nullable SSLSocketFactory trust) {
        this.server = server;
        this.from = sender(server.from());
        this.clock = clock;
        this.session = Session.getInstance(properties(server, trust));
    }

    /** @throws IllegalArgumentException when this is no address */
    public static InternetAddress sender(String from) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(from, true);
            if (parsed.length != 1 || !parsed[0].getAddress().contains("@")) {
                throw new IllegalArgumentException("not one address: " + from);
            }
            parsed[0].validate();
            if (parsed[0].getPersonal() != null) {
                parsed[0].setPersonal(parsed[0].getPersonal(), StandardCharsets.UTF_8.name());
            }
            return parsed[0];
        } catch (AddressException | UnsupportedEncodingException wrong) {
            throw new IllegalArgumentException("not one address: " + from, wrong);
        }
    }

    private static Properties properties(MailServer server, @Nullable SSLSocketFactory trust) {
        String patience = Long.toString(server.patience().toMillis());
        Properties properties = new Properties();
        properties.put("mail.smtp.host", server.host());
        properties.put("mail.smtp.port", Integer.toString(server.port()));
        properties.put("mail.smtp.connectiontimeout", patience);
        properties.put("mail.smtp.timeout", patience);
        properties.put("mail.smtp.writetimeout", patience);
        properties.put("mail.smtp.auth", Boolean.toString(server.user() != null));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        switch (server.security()) {
            case STARTTLS -> {
                properties.put("mail.smtp.starttls.enable", "true");
                properties.put("mail.smtp.starttls.required", "true");
            }
            case TLS -> properties.put("mail.smtp.ssl.enable", "true");
            case NONE -> {}
        }
        if (trust != null) {
            properties.put("mail.smtp.ssl.socketFactory", trust);
        }
        return properties;
    }

    @Override
    public Outcome carry(Mail mail) {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(mail);
            transport.connect(server.host(), server.port(), server.user(), server.password());
            transport.sendMessage(message, message.getAllRecipients());
            return new Outcome.Delivered("accepted");
        } catch (AuthenticationFailedException refused) {
            // Whoever runs the server mends the password: then the mail still goes out.
            return new Outcome.NotNow("The mail server refused the user or the password.");
        } catch (MailConnectException unreachable) {
            return new Outcome.NotNow("The mail server " + server.host() + " does not answer.");
        } catch (SendFailedException refused) {
            return refused(refused);
        } catch (AddressException | UnsupportedEncodingException wrong) {
            return new Outcome.Never("The address of the receiver is none.", false);
        } catch (MessagingException failed) {
            return new Outcome.NotNow("The mail server " + server.host() + " broke off: "
                    + failed.getClass().getSimpleName() + ".");
        }
    }

    /** Codes from 500 are for good (RFC 5321, section 4.2.1); what the server says may repeat the mail and is left out. */
    private static Outcome refused(SendFailedException refused) {
        int code = code(refused);
        String reason = "The mail server refused the mail" + (code > 0 ? " with code " + code : "") + ".";
        return code >= 500 ? new Outcome.Never(reason, false) : new Outcome.NotNow(reason);
    }

    private static int code(MessagingException refused) {
        for (Exception at = refused;
                at != null;
                at = at instanceof MessagingException one ? one.getNextException() : null) {
            if (at instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            if (at instanceof SMTPSendFailedException send
                    && send.getReturnCode() > 0
                    && send.getNextException() == null) {
                return send.getReturnCode();
            }
        }
        return refused instanceof SMTPSendFailedException send ? send.getReturnCode() : 0;
    }

    private MimeMessage message(Mail mail) throws MessagingException, UnsupportedEncodingException {
        MimeMessage message = new OwnId(session, mail.messageId());
        String utf8 = StandardCharsets.UTF_8.name();
        InternetAddress to = new InternetAddress(mail.to(), true);
        to.setPersonal(mail.toName(), utf8);
        message.setFrom(from);
        message.setRecipient(Message.RecipientType.TO, to);
        message.setSubject(mail.subject(), utf8);
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("In-Reply-To", mail.thread());
        message.setHeader("References", mail.thread());
        message.setHeader("Content-Language", mail.language());
        message.setHeader("List-Unsubscribe", "<" + mail.preferences() + ">");
        // Nobody's "out of office" answers a machine (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeMultipart both = new MimeMultipart("alternative");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(mail.text(), utf8, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(mail.html(), utf8, "html");
        both.addBodyPart(text);
        both.addBodyPart(html);
        message.setContent(both);
        message.saveChanges();
        return message;
    }

    /** Keeps the id that it was given: a mail that goes out twice is one to whoever reads it. */
    private static final class OwnId extends MimeMessage {
        private final String id;

        OwnId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
