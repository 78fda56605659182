package io.binome.server.wiring;

import io.binome.changes.Changes;
import io.binome.database.OpenDatabase;
import io.binome.database.Transaction;
import io.binome.drivers.mail.MailServer;
import io.binome.drivers.mail.SmtpNotifier;
import io.binome.drivers.network.AddressRules;
import io.binome.drivers.network.Cidr;
import io.binome.drivers.network.OwnAddresses;
import io.binome.drivers.webhook.HttpNotifier;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.notifications.Inbox;
import io.binome.notifications.Notice;
import io.binome.notifications.Notices;
import io.binome.notifications.NotificationSettings;
import io.binome.notifications.Notifier;
import io.binome.notifications.Watch;
import io.binome.notifications.WebhookSecrets;
import io.binome.notifications.Webhooks;
import io.binome.notifications.Wording;
import io.binome.notifications.internal.NotificationKeeper;
import io.binome.notifications.internal.NotificationsRoom;
import io.binome.repositories.Repositories;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs;
import io.binome.runs.internal.JobRunner;
import io.binome.secrets.Sealing;
import io.binome.server.console.Reader;
import io.binome.server.settings.MailSettings;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who is told what, and how it leaves. */
@Configuration(proxyBeanMethods = false)
public class NotificationWiring {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** One mail an hour about what somebody has not looked at; what is older than a season is swept away. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final Duration KEEP = Duration.ofDays(90);
    /** Deliveries wait for others' machines most of the time. */
    private static final int PLACES = 8;

    @Bean(destroyMethod = "close")
    HttpNotifier webhookNotifier(Settings settings) {
        List<Cidr> allowed;
        try {
            allowed = settings.webhooks().networks().stream().map(Cidr::parse).toList();
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.webhooks.networks: " + wrong.getMessage());
        }
        return new HttpNotifier(
                new AddressRules(
                        new AddressRules.Asker("webhook", "binome.webhooks.networks", true),
                        allowed,
                        OwnAddresses::now),
                PATIENCE);
    }

    @Bean
    Wording wording(InstantSource clock) {
        return new Wording(new Reader(Locale.FRENCH, clock.instant())::sentence);
    }

    @Bean
    NotificationsRoom notificationsRoom(
            OpenDatabase database,
            Ledger ledger,
            Tenants tenants,
            Jobs jobs,
            Notices notices,
            Changes changes,
            Repositories repositories,
            Stacks stacks,
            HttpNotifier posts,
            Sealing sealing,
            Wording wording,
            Settings settings,
            SecureRandom random,
            Ids ids,
            InstantSource clock) {
        Optional<MailServer> server = MailSettings.server(settings.mail(), PATIENCE);
        Notifier<Notifier.Mail> mail = server.<Notifier<Notifier.Mail>>map(
                        known -> new SmtpNotifier(known, clock, null))
                .orElse(_ -> new Notifier.Outcome.Never("No mail server is set (binome.mail.host).", false));
        return new NotificationsRoom(new NotificationsRoom.Needs(
                database,
                ledger,
                tenants,
                jobs,
                notices,
                new NoticeDirectory(tenants, changes, repositories, stacks),
                mail,
                posts,
                posts,
                sealed(sealing),
                wording,
                settings(settings, server),
                random,
                ids,
                clock));
    }

    private static NotificationSettings settings(Settings settings, Optional<MailServer> server) {
        try {
            String from = server.map(known -> SmtpNotifier.sender(known.from()).getAddress())
                    .orElse("binome@localhost");
            return new NotificationSettings(
                    settings.linkBase(),
                    server.isPresent(),
                    from.substring(from.indexOf('@') + 1),
                    settings.mail().delay(),
                    AGAIN,
                    settings.notices().every(),
                    KEEP,
                    settings.mail().language(),
                    ZoneId.of(settings.mail().zone()));
        } catch (IllegalArgumentException | java.time.DateTimeException wrong) {
            throw new UnsafeSettingException("binome.mail: " + wrong.getMessage());
        }
    }

    private static WebhookSecrets sealed(Sealing sealing) {
        return new WebhookSecrets() {
            @Override
            public byte[] seal(TenantScope scope, String webhook, byte[] clear) {
                return sealing.seal(scope, "notices.webhook:" + webhook, clear);
            }

            @Override
            public byte[] open(TenantScope scope, String webhook, byte[] sealed) {
                return sealing.open(scope, "notices.webhook:" + webhook, sealed);
            }
        };
    }

    @Bean
    Inbox inbox(NotificationsRoom room) {
        return room.inbox();
    }

    @Bean
    Webhooks webhooks(NotificationsRoom room) {
        return room.webhooks();
    }

    /** Apart from the runner of changes: no apply waits for a place that a slow receiver holds. */
    @Bean(initMethod = "start", destroyMethod = "close")
    JobRunner notificationRunner(
            OpenDatabase database,
            io.binome.database.Notifications wakes,
            InstantSource clock,
            Ids ids,
            NotificationsRoom room) {
        return new JobRunner(
                database,
                wakes,
                clock,
                ids,
                JobSettings.withPlaces(PLACES).withPatience(PATIENCE.plusSeconds(5)),
                room.handlers());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    NotificationKeeper notificationKeeper(NotificationsRoom room, Tenants tenants, List<Watch> watches) {
        return room.keeper(
                () -> tenants.all().stream()
                        .map(tenant -> new TenantScope(tenant.id()))
                        .toList(),
                watches.stream().map(watch -> whileOpen(watch, tenants)).toList());
    }

    /** Of a tenant that is closed nothing is watched any more. */
    static Watch whileOpen(Watch watch, Tenants tenants) {
        return new Watch() {
            @Override
            public List<Notice.OfTenant> look(TenantScope scope) {
                return tenants.get(scope).open() ? watch.look(scope) : List.of();
            }

            @Override
            public void kept(Transaction transaction, List<Notice.OfTenant> found) {
                watch.kept(transaction, found);
            }
        };
    }
}
