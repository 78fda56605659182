package io.binome.notifications;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be told. Few, because what is told too often is read by nobody. */
public enum NoticeKind {
    /** A change waits for an approval that the reader can give. */
    REVIEW_ASKED(About.CHANGE, MailMode.AT_ONCE, Concern.AWAITED),
    CHANGE_APPROVED(About.CHANGE, MailMode.AT_ONCE, Concern.AUTHORS),
    CHANGE_REJECTED(About.CHANGE, MailMode.AT_ONCE, Concern.AUTHORS),
    /** A change cannot be planned as it is: it conflicts, is refused, or the plan failed. */
    CHANGE_STUCK(About.CHANGE, MailMode.AT_ONCE, Concern.AUTHORS),
    CHANGE_APPLIED(About.CHANGE, MailMode.DAILY, Concern.PARTAKERS),
    CHANGE_FAILED(About.CHANGE, MailMode.AT_ONCE, Concern.PARTAKERS_AND_OPERATORS),
    /** A change that waited for its window or its turn is no longer what was approved; nothing was done. */
    CHANGE_STALE(About.CHANGE, MailMode.AT_ONCE, Concern.PARTAKERS),
    CHANGE_CLOSED(About.CHANGE, MailMode.DAILY, Concern.PARTAKERS),
    /** An operator left out what contract and rules ask for. */
    CHANGE_OVERRIDDEN(About.CHANGE, MailMode.AT_ONCE, Concern.PARTAKERS_AND_BOTH_SIDES),
    DRIFT_FOUND(About.STACK, MailMode.DAILY, Concern.OPERATION),
    SERVICE_DOWN(About.STACK, MailMode.AT_ONCE, Concern.OPERATION),
    SERVICE_BACK(About.STACK, MailMode.AT_ONCE, Concern.OPERATION),
    SECRETS_UNREACHABLE(About.TENANT, MailMode.AT_ONCE, Concern.OPERATION),
    SECRETS_BACK(About.TENANT, MailMode.DAILY, Concern.OPERATION),
    /** The agent of a host has not been heard for longer than it may be. */
    METERING_SILENT(About.TENANT, MailMode.AT_ONCE, Concern.PROVIDER),
    METERING_BACK(About.TENANT, MailMode.DAILY, Concern.PROVIDER),
    /** The other party's terms wait for an answer. */
    CONTRACT_WAITS(About.TENANT, MailMode.AT_ONCE, Concern.LEADS),
    EXEMPTION_ENDS(About.TENANT, MailMode.AT_ONCE, Concern.BOTH_SIDES),
    BUDGET_REACHED(About.TENANT, MailMode.AT_ONCE, Concern.LEADS),
    /** What is measured this month has reached a threshold of a budget. */
    BUDGET_USED(About.TENANT, MailMode.AT_ONCE, Concern.LEADS),
    /** A service uses far more than it usually does at that hour. */
    USE_UNUSUAL(About.TENANT, MailMode.AT_ONCE, Concern.OPERATION),
    /** An invoice or a credit note was issued. */
    INVOICE_ISSUED(About.TENANT, MailMode.AT_ONCE, Concern.LEADS),
    /** A month is over, and something stands against its invoice until somebody mends it. */
    INVOICE_STUCK(About.TENANT, MailMode.AT_ONCE, Concern.PROVIDER),
    /** Somebody wrote where only reviewed plans write. */
    GLASS_BROKEN(About.STACK, MailMode.AT_ONCE, Concern.BOTH_SIDES),
    /** The second party has not co-signed a checkpoint for a while. */
    CHECKPOINT_WAITS(About.TENANT, MailMode.DAILY, Concern.BOTH_SIDES),
    /** The provider says when the stay of a client ends. */
    CLOSING_ANNOUNCED(About.TENANT, MailMode.AT_ONCE, Concern.BOTH_SIDES),
    CLOSING_TAKEN_BACK(About.TENANT, MailMode.AT_ONCE, Concern.BOTH_SIDES),
    /** The moment has come, and something stands against it. */
    CLOSING_WAITS(About.TENANT, MailMode.AT_ONCE, Concern.BOTH_SIDES),
    TENANT_CLOSED(About.TENANT, MailMode.AT_ONCE, Concern.BOTH_SIDES),
    WEBHOOK_STOPPED(About.TENANT, MailMode.AT_ONCE, Concern.LEADS);

    /** What a notice of the kind is about. */
    public enum About {
        CHANGE,
        STACK,
        TENANT
    }

    /** Whom a notice of the kind concerns. Whoever did it is never told. */
    public enum Concern {
        /** Those whose approval is missing now. */
        AWAITED,
        AUTHORS,
        /** Authors, reviewers, and whoever else did something with it. */
        PARTAKERS,
        PARTAKERS_AND_OPERATORS,
        PARTAKERS_AND_BOTH_SIDES,
        /** Whoever keeps it running: the tenant's developers and leads, the provider's operators. */
        OPERATION,
        /** The tenant's leads. */
        LEADS,
        /** The tenant's leads, the provider's operators and owners. */
        BOTH_SIDES,
        /** The provider's operators and owners, and nobody of a client. */
        PROVIDER
    }

    private final About about;
    private final MailMode usual;
    private final Concern concern;

    NoticeKind(About about, MailMode usual, Concern concern) {
        this.about = about;
        this.usual = usual;
        this.concern = concern;
    }

    public About about() {
        return about;
    }

    /** How it is mailed to those who have not said otherwise. */
    public MailMode usual() {
        return usual;
    }

    public Concern concern() {
        return concern;
    }

    /** The name outside: {@code review-asked}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Empty for what is no such name, also for kinds that an older version knew. */
    public static Optional<NoticeKind> of(String code) {
        return Stream.of(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
}
