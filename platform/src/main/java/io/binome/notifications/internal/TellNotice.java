package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.MemberId;
import io.binome.kernel.NoticeId;
import io.binome.kernel.NotificationId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Directory;
import io.binome.notifications.NoticeKind;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import io.binome.tenancy.Standing;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The job that puts a notice into inboxes and hands it to webhooks. The people of the provider come first, in a transaction
 * of their own tenant; each tenant keeps that its people were told, so that a repeated run tells nobody twice.
 */
final class TellNotice implements JobHandler {
    static final String KIND = "tell-notice";
    static final String NOTICE = "notice";

    private final Database database;
    private final Tenants tenants;
    private final Jobs jobs;
    private final Directory directory;
    private final NoticeStore notices = new NoticeStore();
    private final InboxStore inboxes = new InboxStore();
    private final Mailing mailing;
    private final Posting posting;
    private final Ids ids;
    private final InstantSource clock;

    TellNotice(
            Database database,
            Tenants tenants,
            Jobs jobs,
            Directory directory,
            Mailing mailing,
            Posting posting,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.tenants = tenants;
        this.jobs = jobs;
        this.directory = directory;
        this.mailing = mailing;
        this.posting = posting;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param subject null for the tenant as a whole */
    private record Telling(
            InboxStore.Entry entry,
            Directory.@Nullable Subject subject,
            Map<MemberId, Standing> people,
            Set<MemberId> recipients) {}

    static void enqueue(Jobs jobs, Transaction transaction, NoticeId notice) {
        jobs.enqueue(transaction, new Jobs.NewJob(KIND, Map.of(NOTICE, notice.toString()), null, null));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        NoticeId id = NoticeId.parse(Objects.requireNonNull(lease.payload().get(NOTICE)));
        Optional<NoticeStore.Kept> found = database.inTenant(scope, transaction -> notices.find(transaction, id));
        if (found.isEmpty() || found.get().told()) {
            return new Outcome.Done();
        }
        Tenant about = tenants.get(scope);
        Optional<Telling> telling = telling(scope, about, found.get());
        TenantScope provider = new TenantScope(tenants.provider().id());
        if (telling.isPresent() && !provider.equals(scope)) {
            database.inTenant(provider, transaction -> put(transaction, telling.get()));
        }
        return database.inTenant(scope, transaction -> {
            jobs.fence(transaction, lease);
            telling.ifPresent(told -> {
                put(transaction, told);
                if (told.subject() == null || concernsSomebody(told)) {
                    posting.hand(transaction, about, told.entry());
                }
            });
            notices.told(transaction, id, clock.instant());
            return new Outcome.Done();
        });
    }

    /** That an approval is asked for which was given meanwhile is no news for programs either. */
    private static boolean concernsSomebody(Telling telling) {
        return telling.entry().kind().concern() != NoticeKind.Concern.AWAITED
                || !Objects.requireNonNull(telling.subject()).awaited().isEmpty();
    }

    /** Empty when there is nothing to tell of any more. */
    private Optional<Telling> telling(TenantScope scope, Tenant about, NoticeStore.Kept kept) {
        Optional<NoticeKind> kind = Stream.of(NoticeKind.values())
                .filter(one -> one.name().equals(kept.kind()))
                .findFirst();
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Directory.Subject subject = null;
        if (kind.get().about() != NoticeKind.About.TENANT) {
            Optional<Directory.Subject> looked = look(scope, kept.subject());
            if (looked.isEmpty()) {
                return Optional.empty();
            }
            subject = looked.get();
        }
        SortedMap<String, String> facts = new TreeMap<>(kept.facts());
        facts.put("tenant", about.title());
        facts.put("by", by(scope, kept.actor()));
        facts.putIfAbsent("path", "/t/" + about.name());
        if (subject != null) {
            facts.put("name", subject.name());
            facts.put("title", subject.title());
            facts.put("path", subject.path());
        }
        Map<MemberId, Standing> people = tenants.standings(scope);
        return Optional.of(new Telling(
                new InboxStore.Entry(kept.id(), kind.get(), kept.subject(), about.id(), facts, kept.at()),
                subject,
                people,
                Recipients.of(kind.get(), subject, people, kept.actor())));
    }

    private Optional<Directory.Subject> look(TenantScope scope, String subject) {
        String id = subject.substring(subject.indexOf(':') + 1);
        if (subject.startsWith("change:")) {
            return directory.change(scope, ChangeId.parse(id));
        }
        int part = id.indexOf('/');
        return directory.stack(scope, StackId.parse(part < 0 ? id : id.substring(0, part)));
    }

    private String by(TenantScope scope, String actor) {
        if (!actor.startsWith("member:")) {
            return "Binome";
        }
        try {
            MemberId member = MemberId.parse(actor.substring("member:".length()));
            return tenants.displayNames(scope, List.of(member)).getOrDefault(member, "");
        } catch (ProblemException malformed) {
            return "";
        }
    }

    /** Into the inboxes of those whose home is the transaction's tenant. */
    private boolean put(Transaction transaction, Telling telling) {
        Instant now = clock.instant();
        if (!notices.tellFirst(transaction, telling.entry().notice(), now)) {
            return false;
        }
        Directory.Subject subject = telling.subject();
        if (subject != null && telling.entry().kind().about() == NoticeKind.About.CHANGE) {
            inboxes.settle(transaction, NoticeKind.REVIEW_ASKED, telling.entry().subject(), subject.awaited(), now);
        }
        telling.recipients().stream()
                .filter(member -> Objects.requireNonNull(telling.people().get(member))
                        .home()
                        .equals(transaction.scope().tenant()))
                .sorted(java.util.Comparator.comparing(MemberId::toString))
                .forEach(member -> {
                    NotificationId put =
                            inboxes.put(transaction, new NotificationId(ids.next()), member, telling.entry());
                    mailing.plan(transaction, member, telling.entry().kind(), put);
                });
        return true;
    }
}
