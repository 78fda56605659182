package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.NoticeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WebhookId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.NotificationProblem;
import io.binome.notifications.Notifier;
import io.binome.notifications.WebhookSecrets;
import io.binome.notifications.Webhooks;
import io.binome.tenancy.Tenants;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Webhooks in the database; who adds and removes them is in the ledger, by address without what follows the host. */
final class DatabaseWebhooks implements Webhooks {
    static final String TEST = "test";
    private static final int MOST = 20;
    private static final int SECRET_BYTES = 32;

    private final Database database;
    private final Ledger ledger;
    private final Tenants tenants;
    private final WebhookSecrets secrets;
    private final Notifier.AddressRule rule;
    private final Posting posting;
    private final WebhookStore store = new WebhookStore();
    private final SecureRandom random;
    private final Ids ids;
    private final InstantSource clock;

    DatabaseWebhooks(NotificationsRoom.Needs needs, Posting posting) {
        this.database = needs.database();
        this.ledger = needs.ledger();
        this.tenants = needs.tenants();
        this.secrets = needs.secrets();
        this.rule = needs.addresses();
        this.posting = posting;
        this.random = needs.random();
        this.ids = needs.ids();
        this.clock = needs.clock();
    }

    @Override
    public List<Webhook> list(TenantScope scope) {
        return database.inTenant(scope, store::list);
    }

    @Override
    public Webhook get(TenantScope scope, WebhookId webhook) {
        return database.inTenant(scope, transaction -> find(transaction, webhook));
    }

    @Override
    public Added add(TenantScope scope, Actor actor, String title, String address, SortedSet<NoticeKind> kinds) {
        String called = title.strip();
        if (called.isEmpty() || called.length() > 100 || called.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(InvalidInput.of("title", "must have 1 to 100 characters on one line"));
        }
        URI target = target(address);
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Webhook webhook = new Webhook(
                new WebhookId(ids.next()),
                called,
                target.toString(),
                new TreeSet<>(kinds),
                actor.reference(),
                clock.instant(),
                null,
                null,
                null);
        byte[] sealed = secrets.seal(scope, webhook.id().toString(), secret);
        database.inTenant(scope, transaction -> {
            if (store.count(transaction) >= MOST) {
                throw new ProblemException(new NotificationProblem.TooManyWebhooks(MOST));
            }
            store.insert(transaction, webhook, sealed);
            say(transaction, actor, "webhook.added", webhook);
            return webhook;
        });
        return new Added(webhook, Signature.shown(secret));
    }

    private URI target(String address) {
        URI target;
        try {
            target = new URI(address.strip());
        } catch (URISyntaxException malformed) {
            throw new ProblemException(InvalidInput.of("address", "is no address such as https://example.org/hook"));
        }
        String refusal = target.toString().length() > 2000 ? "is too long" : rule.refusal(target);
        if (refusal != null) {
            throw new ProblemException(InvalidInput.of("address", refusal));
        }
        return target;
    }

    @Override
    public void remove(TenantScope scope, Actor actor, WebhookId webhook) {
        database.inTenant(scope, transaction -> {
            Webhook found = find(transaction, webhook);
            store.delete(transaction, webhook);
            say(transaction, actor, "webhook.removed", found);
            return found;
        });
    }

    @Override
    public Delivery test(TenantScope scope, Actor actor, WebhookId webhook) {
        NoticeId notice = new NoticeId(ids.next());
        return database.inTenant(scope, transaction -> {
            find(transaction, webhook);
            posting.test(transaction, tenants.get(transaction), webhook, notice);
            Instant now = clock.instant();
            return new Delivery(notice, TEST, State.WAITING, now, 0, now, null, null);
        });
    }

    @Override
    public Webhook resume(TenantScope scope, Actor actor, WebhookId webhook) {
        return database.inTenant(scope, transaction -> {
            Webhook before = find(transaction, webhook);
            store.resume(transaction, webhook, clock.instant());
            posting.begin(transaction, webhook);
            if (before.stoppedAt() != null) {
                say(transaction, actor, "webhook.resumed", before);
            }
            return find(transaction, webhook);
        });
    }

    @Override
    public Page<Delivery> deliveries(TenantScope scope, WebhookId webhook, PageRequest page) {
        return Page.of(
                        database.inTenant(scope, transaction -> {
                            find(transaction, webhook);
                            return store.deliveries(transaction, webhook, page);
                        }),
                        page,
                        listed -> listed.id().toString())
                .map(WebhookStore.Listed::delivery);
    }

    private Webhook find(Transaction transaction, WebhookId id) {
        return store.find(transaction, id)
                .orElseThrow(() -> new ProblemException(new NotificationProblem.WebhookNotFound(id.toString())))
                .webhook();
    }

    /** What follows the host may be a password of the receiver's. */
    private void say(Transaction transaction, Actor actor, String kind, Webhook webhook) {
        URI address = URI.create(webhook.address());
        Map<String, Object> details = new TreeMap<>();
        details.put("title", webhook.title());
        details.put("host", address.getHost());
        details.put("kinds", webhook.kinds().stream().map(NoticeKind::code).collect(Collectors.joining(", ")));
        ledger.append(transaction, actor, new LedgerEvent(kind, "webhook:" + webhook.id(), details));
    }
}
