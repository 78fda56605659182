package io.binome.notifications.internal;

import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.notifications.Directory;
import io.binome.notifications.Inbox;
import io.binome.notifications.Notice;
import io.binome.notifications.NotificationSettings;
import io.binome.notifications.Notifier;
import io.binome.notifications.WebhookSecrets;
import io.binome.notifications.Wording;
import io.binome.runs.JobSettings;
import io.binome.runs.internal.DatabaseJobs;
import io.binome.runs.internal.JobRunner;
import io.binome.secrets.FakeSealing;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseFirstStart;
import io.binome.tenancy.internal.DatabaseTenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The room over real PostgreSQL and real jobs, with a provider and two clients. */
public final class NotificationsFixture implements AutoCloseable, Directory {
    static final JobSettings QUICK = new JobSettings(
            8,
            8,
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            3,
            Duration.ofDays(1));

    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    public final TestDatabase database = TestDatabase.fresh();
    public final AtomicReference<Instant> now = new AtomicReference<>(START);
    public final InstantSource clock = now::get;
    final SystemIds ids = new SystemIds(InstantSource.system());
    final RecordingNotifier<Notifier.Mail> mails = new RecordingNotifier<>();
    final RecordingNotifier<Notifier.Post> posts = new RecordingNotifier<>();
    final Map<ChangeId, Subject> changes = new ConcurrentHashMap<>();
    final Map<StackId, Subject> stacks = new ConcurrentHashMap<>();
    public final DatabaseLedger ledger = new DatabaseLedger(database.database(), clock);
    public final Tenants tenants;
    final DatabaseJobs jobs = new DatabaseJobs(clock, ids);
    public final DatabaseNotices notices = new DatabaseNotices(jobs, ids, clock);
    public final NotificationsRoom room;
    public final Tenant librairie;
    public final Tenant chocolat;
    public final Member operator;
    public final Member claire;
    public final Member dev;
    final Member other;
    private JobRunner runner;

    public NotificationsFixture() {
        SecureRandom random = new SecureRandom();
        new DatabaseFirstStart(database.database(), ledger, clock, ids, random)
                .ensureProvider("provider", "Provider", "owner@example.org");
        tenants = new DatabaseTenants(database.database(), ledger, clock, ids, random, _ -> {});
        Actor machine = new Actor.Machine("test");
        librairie = tenants.create(machine, "librairie", "Librairie du Port");
        chocolat = tenants.create(machine, "chocolat", "Chocolat & Cie");
        operator = member(tenants.provider(), "operator@example.org", "Ana Operator", Role.OPERATOR);
        claire = member(librairie, "claire@librairie.example.org", "Claire", Role.LEAD);
        dev = member(librairie, "dev@librairie.example.org", "Dev", Role.DEVELOPER);
        other = member(chocolat, "lead@chocolat.example.org", "Other", Role.LEAD);
        room = new NotificationsRoom(needs(mails, posts));
        runner = start();
    }

    NotificationsRoom.Needs needs(Notifier<Notifier.Mail> mail, Notifier<Notifier.Post> post) {
        FakeSealing sealing = new FakeSealing();
        return new NotificationsRoom.Needs(
                database.database(),
                ledger,
                tenants,
                jobs,
                notices,
                this,
                mail,
                post,
                address -> "https".equals(address.getScheme()) ? null : "must begin with https://",
                new WebhookSecrets() {
                    @Override
                    public byte[] seal(TenantScope scope, String webhook, byte[] clear) {
                        return sealing.seal(scope, webhook, clear);
                    }

                    @Override
                    public byte[] open(TenantScope scope, String webhook, byte[] sealed) {
                        return sealing.open(scope, webhook, sealed);
                    }
                },
                new Wording(english -> "«" + english + "»"),
                new NotificationSettings(
                        "https://binome.example.org",
                        true,
                        "example.org",
                        Duration.ZERO,
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        Duration.ofDays(90),
                        "en",
                        ZoneOffset.UTC),
                new SecureRandom(),
                ids,
                clock);
    }

    private Member member(Tenant tenant, String email, String name, Role role) {
        return tenants.createMember(
                scope(tenant),
                new Actor.Machine("test"),
                new Tenants.NewMember(email, name, role, "correct horse battery staple"));
    }

    JobRunner start() {
        JobRunner started = new JobRunner(database.database(), Notifications.NONE, clock, ids, QUICK, room.handlers());
        started.start();
        return started;
    }

    /** Lets what is under way end, and takes nothing any more. */
    public void pause() {
        runner.close();
    }

    public void resume() {
        runner = start();
    }

    /**
     * Moves the clock while nothing is under way: a job that it moved under would look lost, and what it posts would be of
     * the time before.
     */
    Instant later(Duration pause) {
        pause();
        Instant then = now.updateAndGet(before -> before.plus(pause));
        resume();
        return then;
    }

    /** As if nothing had ever been told. */
    void forget() {
        pause();
        database.asOwner(sql -> {
            for (String table : List.of(
                    "webhook_delivery",
                    "webhook",
                    "notification_choice",
                    "notification_reader",
                    "notification",
                    "notice_told",
                    "notice",
                    "job")) {
                sql.execute("DELETE FROM " + table);
            }
        });
        now.set(START);
        mails.forget();
        posts.forget();
        changes.clear();
        stacks.clear();
        resume();
    }

    void tell(Tenant about, Notice notice) {
        database.database().inTenant(scope(about), transaction -> {
            notices.tell(transaction, notice);
            return notice;
        });
    }

    public List<Inbox.Notification> inbox(Member reader) {
        return room.inbox()
                .list(new TenantScope(reader.tenant()), reader.id(), false, PageRequest.first(100))
                .items();
    }

    /** How many jobs are not over. */
    public int waiting() {
        int[] found = new int[1];
        database.asOwner(sql -> found[0] = sql.fetchCount(
                io.binome.database.tables.Job.JOB, io.binome.database.tables.Job.JOB.STATE.in("WAITING", "RUNNING")));
        return found[0];
    }

    public static TenantScope scope(Tenant tenant) {
        return new TenantScope(tenant.id());
    }

    static Actor actor(Member member) {
        return new Actor.Person(member.id(), member.tenant());
    }

    @Override
    public Optional<Subject> change(TenantScope scope, ChangeId change) {
        return Optional.ofNullable(changes.get(change));
    }

    @Override
    public Optional<Subject> stack(TenantScope scope, StackId stack) {
        return Optional.ofNullable(stacks.get(stack));
    }

    @Override
    public void close() {
        runner.close();
        database.close();
    }
}
