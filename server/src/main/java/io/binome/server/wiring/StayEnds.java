package io.binome.server.wiring;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Asks the rooms what stands against the end of a stay, and tells both sides how it comes about. */
final class StayEnds implements StayListener {
    /** What ends by itself within this time is no news. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private final WhatRuns running;
    private final Notices notices;
    private final Tenants tenants;

    StayEnds(WhatRuns running, Notices notices, Tenants tenants) {
        this.running = running;
        this.notices = notices;
        this.tenants = tenants;
    }

    /** The page of a tenant's closing. */
    static String path(String tenant) {
        return "/t/" + tenant + "/closing";
    }

    @Override
    public List<Obstacle> obstacles(TenantScope scope) {
        return running.obstacles(scope);
    }

    @Override
    public void announced(Transaction transaction, Actor actor, Closing closing) {
        tell(
                transaction,
                actor,
                NoticeKind.CLOSING_ANNOUNCED,
                Map.of("at", words(closing.closesAt()), "why", withoutPoint(closing.reason())));
    }

    @Override
    public void takenBack(Transaction transaction, Actor actor) {
        tell(transaction, actor, NoticeKind.CLOSING_TAKEN_BACK, Map.of());
    }

    @Override
    public void closed(Transaction transaction, Actor actor, Closing closing) {
        Instant until = Objects.requireNonNull(closing.closed()).readableUntil();
        tell(transaction, actor, NoticeKind.TENANT_CLOSED, Map.of("until", words(until)));
    }

    private void tell(Transaction transaction, Actor actor, NoticeKind kind, Map<String, String> facts) {
        TreeMap<String, String> all = new TreeMap<>(facts);
        all.put("path", path(tenants.get(transaction).name()));
        notices.tell(transaction, new Notice.OfTenant(kind, actor, "closing", all, null));
    }

    private static String withoutPoint(String reason) {
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }

    /** To the minute, as there is no reader whose time zone would be known. */
    private static String words(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).toString().replace("T", " ").replace(":00Z", " UTC");
    }
}
