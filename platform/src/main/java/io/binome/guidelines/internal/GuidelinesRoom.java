package io.binome.guidelines.internal;

import io.binome.database.Database;
import io.binome.guidelines.Assessment;
import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.Guidelines;
import io.binome.guidelines.RuleView;
import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Evaluation.Limits;
import io.binome.guidelines.internal.GuidelineStore.Kind;
import io.binome.guidelines.internal.GuidelineStore.Version;
import io.binome.guidelines.internal.RuleBook.Layer;
import io.binome.guidelines.internal.RuleReader.Written;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.stacks.DocumentKind;
import io.binome.tenancy.Tenants;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules out of the database, compiled once for each version of them. */
public final class GuidelinesRoom implements Guidelines {
    private final Database database;
    private final Tenants tenants;
    private final InstantSource clock;
    private final GuidelineStore store = new GuidelineStore();
    private final CompiledRules compiled = new CompiledRules();

    public GuidelinesRoom(Database database, Tenants tenants, InstantSource clock) {
        this.database = database;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public Assessment assess(TenantScope scope, Situation situation, @Nullable CommitTree tree) {
        InForce now = now(scope);
        List<Exempted> exemptions = compiled.exemptions(now.exemptions());
        Places places = new Places(tree, situation.stack(), situation.plan().engine());
        return new FindingWriter(situation, exemptions, places)
                .assessment(
                        Evaluation.of(book(now).rules(), situation, places, Limits.USUAL),
                        fingerprint(now.rulesFingerprint(), exemptions, today()));
    }

    @Override
    public String inForce(TenantScope scope) {
        InForce now = now(scope);
        return fingerprint(now.rulesFingerprint(), compiled.exemptions(now.exemptions()), today());
    }

    @Override
    public List<RuleView> rules(TenantScope scope) {
        return book(now(scope)).held().values().stream().map(RuleViews::of).toList();
    }

    @Override
    public List<ExemptionView> exemptions(TenantScope scope) {
        LocalDate today = today();
        return compiled.exemptions(now(scope).exemptions()).stream()
                .sorted(java.util.Comparator.comparing(Exempted::until).thenComparing(Exempted::id))
                .map(exempted -> RuleViews.of(exempted, today))
                .toList();
    }

    /** By which rules take effect. */
    public DocumentKind guidelineDocuments() {
        return new GuidelineDocuments(this, compiled, store);
    }

    /** By which exemptions take effect. */
    public DocumentKind exemptionDocuments() {
        return new ExemptionDocuments(this, store);
    }

    Instant now() {
        return clock.instant();
    }

    /** All rules in force. */
    RuleBook books(TenantScope scope) {
        return book(now(scope));
    }

    /** Those that a tenant's own, or the provider's, are laid over. */
    RuleBook below(TenantScope scope) {
        RuleBook book = new RuleBook();
        book.lay(Layer.SHIPPED, compiled.shipped());
        return layer(scope) == Layer.PROVIDER
                ? book
                : book.lay(Layer.PROVIDER, written(now(scope).provider()));
    }

    Layer layer(TenantScope scope) {
        return scope.tenant().equals(tenants.provider().id()) ? Layer.PROVIDER : Layer.TENANT;
    }

    String rulesFingerprint(TenantScope scope) {
        return now(scope).rulesFingerprint();
    }

    SortedMap<String, String> exemptionFiles(TenantScope scope) {
        return now(scope).exemptions();
    }

    List<Exempted> exempted(TenantScope scope) {
        return compiled.exemptions(exemptionFiles(scope));
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Also changes on the day on which an exemption ends. */
    private static String fingerprint(String rules, List<Exempted> exemptions, LocalDate today) {
        StringBuilder holds = new StringBuilder(rules);
        exemptions.stream().filter(one -> !today.isAfter(one.until())).forEach(one -> holds.append('\n')
                .append(one));
        return Sha256.hex(holds.toString());
    }

    /**
     * @param provider files of the provider's rules by path
     * @param tenant of the tenant's own; empty for the provider's
     */
    private record InForce(
            SortedMap<String, String> provider,
            SortedMap<String, String> tenant,
            SortedMap<String, String> exemptions,
            String rulesFingerprint) {}

    private InForce now(TenantScope scope) {
        TenantScope provider = new TenantScope(tenants.provider().id());
        Version ofProvider = database.inTenant(provider, transaction -> store.newest(transaction, Kind.GUIDELINES)
                .orElse(null));
        Version own = scope.equals(provider)
                ? null
                : database.inTenant(scope, transaction -> store.newest(transaction, Kind.GUIDELINES)
                        .orElse(null));
        Version exemptions = database.inTenant(
                scope, transaction -> store.newest(transaction, Kind.EXEMPTIONS).orElse(null));
        return new InForce(
                files(ofProvider),
                files(own),
                files(exemptions),
                compiled.shippedFingerprint() + " " + named(ofProvider) + " " + named(own));
    }

    private static SortedMap<String, String> files(@Nullable Version version) {
        return version == null ? Collections.unmodifiableSortedMap(new TreeMap<>()) : version.files();
    }

    private static String named(@Nullable Version version) {
        return version == null ? "none" : version.fingerprint();
    }

    /** Those that took effect were read without findings; a later Binome may refuse what an earlier one took. */
    private RuleBook book(InForce now) {
        RuleBook book = new RuleBook();
        book.lay(Layer.SHIPPED, compiled.shipped());
        book.lay(Layer.PROVIDER, written(now.provider()));
        return book.lay(Layer.TENANT, written(now.tenant()));
    }

    private List<Written> written(SortedMap<String, String> files) {
        return compiled.rules(files).written();
    }
}
