package io.binome.drivers.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.drivers.mail.MailServer.Security;
import io.binome.notifications.Notifier.Mail;
import io.binome.notifications.Notifier.Outcome;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** The driver against a server that speaks SMTP over real sockets. */
class SmtpNotifierTest {
    private static final TestTls TLS = TestTls.of("localhost");

    private static Mail mail(String subject) {
        return new Mail(
                "claire@example.org",
                "Claire Dupré",
                subject,
                "Bonjour,\n.\nà bientôt\n",
                "<p>Bonjour</p>",
                "fr",
                "<n1.1@example.org>",
                "<change.c1@example.org>",
                URI.create("https://binome.example.org/account/notifications"));
    }

    private static SmtpNotifier notifier(FakeMailServer server, Security security, String password, SSLContext trust) {
        return new SmtpNotifier(
                new MailServer(
                        "localhost",
                        server.port(),
                        security,
                        password == null ? null : "binome",
                        password,
                        "Binome à nous <binome@example.org>",
                        Duration.ofSeconds(5)),
                InstantSource.system(),
                trust == null ? null : trust.getSocketFactory());
    }

    @Test
    void sendsEncryptedAndSignedInAfterStarttls() throws Exception {
        try (FakeMailServer server = new FakeMailServer(TLS.server(), false)) {
            server.user = "binome";
            server.password = "päss";
            assertThat(notifier(server, Security.STARTTLS, "päss", TLS.client())
                            .carry(mail("[Librairie] shop!12 attend")))
                    .isInstanceOf(Outcome.Delivered.class);
            FakeMailServer.Taken taken = server.taken.getFirst();
            assertThat(taken.encrypted()).isTrue();
            assertThat(taken.user()).isEqualTo("binome");
            assertThat(taken.to()).singleElement().asString().contains("<claire@example.org>");
            // Nothing of the mail or the password went over the wire before it was encrypted.
            assertThat(server.commands.subList(0, 3)).containsExactly("EHLO", "STARTTLS", "EHLO");
            MimeMessage message = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(taken.data().getBytes(StandardCharsets.UTF_8)));
            assertThat(message.getSubject()).isEqualTo("[Librairie] shop!12 attend");
            assertThat(((InternetAddress) message.getFrom()[0]).getPersonal()).isEqualTo("Binome à nous");
            assertThat(message.getMessageID()).isEqualTo("<n1.1@example.org>");
            assertThat(message.getHeader("In-Reply-To")).containsExactly("<change.c1@example.org>");
            assertThat(message.getHeader("List-Unsubscribe"))
                    .containsExactly("<https://binome.example.org/account/notifications>");
            MimeMultipart both = (MimeMultipart) message.getContent();
            BodyPart text = both.getBodyPart(0);
            assertThat(text.getContent().toString().replace("\r", "")).isEqualTo("Bonjour,\n.\nà bientôt\n");
            assertThat(both.getBodyPart(1).getContentType()).startsWith("text/html");
        }
    }

    @Test
    void sendsOverTlsFromTheFirstByte() {
        try (FakeMailServer server = new FakeMailServer(TLS.server(), true)) {
            assertThat(notifier(server, Security.TLS, null, TLS.client()).carry(mail("Bonjour")))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(server.taken.getFirst().encrypted()).isTrue();
        }
    }

    @Test
    void sendsNothingToAServerThatDoesNotEncryptOrIsSomebodyElse() {
        try (FakeMailServer plain = new FakeMailServer(null, false);
                FakeMailServer stranger =
                        new FakeMailServer(TestTls.of("localhost").server(), false);
                FakeMailServer misnamed =
                        new FakeMailServer(TestTls.of("mail.elsewhere.example").server(), false)) {
            assertThat(notifier(plain, Security.STARTTLS, null, TLS.client()).carry(mail("x")))
                    .isInstanceOf(Outcome.NotNow.class);
            assertThat(notifier(stranger, Security.STARTTLS, null, TLS.client()).carry(mail("x")))
                    .isInstanceOf(Outcome.NotNow.class);
            assertThat(notifier(misnamed, Security.STARTTLS, null, null).carry(mail("x")))
                    .isInstanceOf(Outcome.NotNow.class);
            assertThat(plain.taken).isEmpty();
            assertThat(stranger.taken).isEmpty();
            assertThat(misnamed.taken).isEmpty();
        }
    }

    @Test
    void aSubjectBecomesNoHeader() throws Exception {
        try (FakeMailServer server = new FakeMailServer(null, false)) {
            notifier(server, Security.NONE, null, null).carry(mail("Hello\r\nBcc: all@example.org\r\n\r\nbody"));
            for (FakeMailServer.Taken taken : server.taken) {
                MimeMessage message = new MimeMessage(
                        Session.getInstance(new Properties()),
                        new ByteArrayInputStream(taken.data().getBytes(StandardCharsets.UTF_8)));
                assertThat(message.getHeader("Bcc")).isNull();
                assertThat(message.getContent()).isInstanceOf(MimeMultipart.class);
            }
        }
    }

    @Test
    void tellsWhatMayGoWellLaterFromWhatNeverWill() {
        try (FakeMailServer server = new FakeMailServer(null, false)) {
            SmtpNotifier notifier = notifier(server, Security.NONE, null, null);
            server.toReceiver = "550 5.1.1 no such mailbox: claire@example.org";
            assertThat(notifier.carry(mail("x")))
                    .isEqualTo(new Outcome.Never("The mail server refused the mail with code 550.", false));
            server.toReceiver = "450 4.2.1 come back later";
            assertThat(notifier.carry(mail("x")))
                    .isEqualTo(new Outcome.NotNow("The mail server refused the mail with code 450."));
        }
        try (FakeMailServer server = new FakeMailServer(TLS.server(), false)) {
            server.user = "binome";
            server.password = "right";
            assertThat(notifier(server, Security.STARTTLS, "wrong", TLS.client())
                            .carry(mail("x")))
                    .isEqualTo(new Outcome.NotNow("The mail server refused the user or the password."));
        }
    }

    @Test
    void aServerThatIsSilentOrGoneHoldsNobodyForLong() throws IOException {
        int nobody;
        try (ServerSocket closedAgain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closedAgain.getLocalPort();
        }
        assertThat(impatient(nobody).carry(mail("x"))).isInstanceOf(Outcome.NotNow.class);
        try (FakeMailServer server = new FakeMailServer(null, false)) {
            server.silent = true;
            assertThat(impatient(server.port()).carry(mail("x"))).isInstanceOf(Outcome.NotNow.class);
        }
    }

    private static SmtpNotifier impatient(int port) {
        return new SmtpNotifier(
                new MailServer(
                        "localhost", port, Security.NONE, null, null, "binome@example.org", Duration.ofMillis(300)),
                InstantSource.system(),
                null);
    }

    @Test
    void aPasswordIsNeverSentInClear() {
        assertThatThrownBy(() -> new MailServer(
                        "localhost", 25, Security.NONE, "u", "p", "binome@example.org", Duration.ofSeconds(1)))
                .hasMessageContaining("not sent unencrypted");
    }
}
