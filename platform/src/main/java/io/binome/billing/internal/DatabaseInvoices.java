package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Invoices;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.PricedTime;
import io.binome.billing.internal.InvoiceDrafts.Draft;
import io.binome.billing.internal.InvoiceStore.Kept;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Invoicing;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Invoices in PostgreSQL. What an invoice is worked out from is kept with it: what comes later changes nothing of it. */
final class DatabaseInvoices implements Invoices {
    /** How many months something may stand against an invoice that is issued by itself all the same. */
    private static final int LONGEST_DUE = 3;

    private final Needs needs;
    private final InvoiceStore store = new InvoiceStore();
    private final InvoiceDrafts drafts;

    record Needs(
            Database database,
            Supplier<TenantScope> provider,
            Bills bills,
            Metering metering,
            Function<TenantScope, ContractVersion> contract,
            BookFiles books,
            InvoiceWriter writer,
            Ledger ledger,
            InvoicesTold told,
            Ids ids,
            InstantSource clock) {}

    /** Texts of a price book's files by name. */
    interface BookFiles {
        SortedMap<String, String> of(int version, String book);
    }

    DatabaseInvoices(Needs needs) {
        this.needs = needs;
        this.drafts = new InvoiceDrafts(needs, store);
    }

    @Override
    public Invoice issue(TenantScope scope, Actor actor, YearMonth month) {
        while (true) {
            Draft draft = drafts.of(scope, month);
            Optional<Invoice> issued = issue(scope, actor, draft);
            if (issued.isPresent()) {
                return issued.get();
            }
        }
    }

    /** Empty when the tenant's invoices are others by now than those by which the draft knew what was charged already. */
    private Optional<Invoice> issue(TenantScope scope, Actor actor, Draft draft) {
        TenantScope provider = needs.provider().get();
        SortedMap<String, String> files = drafts.files(draft);
        return needs.database().inTenant(scope, transaction -> {
            ZoneId zone = draft.books().zone();
            Instant now = lock(transaction, provider, zone);
            if (!InvoiceDrafts.ids(store.all(transaction)).equals(draft.seen())) {
                return Optional.empty();
            }
            String number = number(transaction, provider, now, zone);
            Invoicing invoicing = draft.contract().contract().invoicing();
            Invoice invoice = new Invoice(
                    new InvoiceId(needs.ids().next()),
                    scope.tenant(),
                    Invoice.Kind.INVOICE,
                    number,
                    draft.month().month(),
                    LocalDate.ofInstant(now, zone),
                    LocalDate.ofInstant(now, zone).plusDays(invoicing.days()),
                    now,
                    java.util.Objects.requireNonNull(invoicing.provider()),
                    java.util.Objects.requireNonNull(invoicing.tenant()),
                    invoicing.language(),
                    draft.books().currency(),
                    zone,
                    draft.named(),
                    draft.bookVersion(),
                    draft.contract().number(),
                    null,
                    null,
                    draft.calculation().lines(),
                    draft.books().vatPercent(),
                    draft.calculation().net(),
                    draft.calculation().vat());
            List<InvoiceMonth> months = new ArrayList<>(List.of(draft.month()));
            months.addAll(draft.earlier());
            keep(transaction, actor, invoice, null, new InvoiceArchive(invoice, files, months));
            return Optional.of(invoice);
        });
    }

    /**
     * Whoever takes a number waits here for whoever took one before, of the same tenant or of another one.
     *
     * @return when that was over: later numbers are of later moments, and of later years
     */
    private Instant lock(Transaction transaction, TenantScope provider, ZoneId zone) {
        Instant now = now();
        int locked;
        do {
            locked = now.atZone(zone).getYear();
            store.lock(transaction, provider.tenant(), locked);
            now = now();
        } while (now.atZone(zone).getYear() != locked);
        return now;
    }

    private String number(Transaction transaction, TenantScope provider, Instant now, ZoneId zone) {
        int year = now.atZone(zone).getYear();
        return "%d-%05d".formatted(year, store.next(transaction, provider.tenant(), year));
    }

    private void keep(
            Transaction transaction,
            Actor actor,
            Invoice invoice,
            @Nullable InvoiceId credits,
            InvoiceArchive archive) {
        InvoiceWriter.Written written;
        try {
            written = needs.writer().write(invoice);
        } catch (InvoiceWriter.Unfit unfit) {
            throw new ProblemException(new InvoiceProblem.Unfit(unfit.findings()), unfit);
        }
        String document = InvoiceStore.document(invoice);
        store.add(transaction, invoice, credits, document);
        store.addFile(transaction, invoice.id(), File.PDF, written.pdf());
        store.addFile(transaction, invoice.id(), File.XML, written.xml());
        byte[] zip = archive.zip();
        store.addFile(transaction, invoice.id(), File.ZIP, zip);
        needs.told().issued(transaction, actor, invoice);
        needs.ledger()
                .append(
                        transaction,
                        actor,
                        new LedgerEvent(
                                invoice.isCredit() ? "invoice.credited" : "invoice.issued",
                                "invoice:" + (credits == null ? invoice.id() : credits),
                                Map.of(
                                        "number", invoice.number(),
                                        "month", invoice.month().toString(),
                                        "payableMicros", invoice.payable().micros(),
                                        "currency", invoice.currency(),
                                        "document", Sha256.hex(document),
                                        "pdf", Sha256.hex(written.pdf()),
                                        "archive", Sha256.hex(zip))));
    }

    @Override
    public Invoice credit(TenantScope scope, Actor actor, InvoiceId id, @Nullable Money asked, String reason) {
        Invoice invoice = get(scope, id);
        if (invoice.isCredit()) {
            throw new ProblemException(new InvoiceProblem.Unknown());
        }
        TenantScope provider = needs.provider().get();
        ZoneId zone = needs.bills().basis(scope, invoice.month()).zone();
        return needs.database().inTenant(scope, transaction -> {
            Instant now = lock(transaction, provider, zone);
            String number = number(transaction, provider, now, zone);
            StandingInvoices standing = new StandingInvoices(store.all(transaction));
            Money left = standing.left(invoice);
            Money net = asked == null ? left : asked;
            if (!Bill.cents(net.amount(), net.currency()).equals(net)) {
                throw new ProblemException(InvalidInput.of("net", "must be an amount that can be paid, such as 12.50"));
            }
            if (net.micros() <= 0
                    || net.micros() > left.micros()
                    || !net.currency().equals(invoice.currency())) {
                throw new ProblemException(
                        new InvoiceProblem.CreditTooMuch(PriceBook.words(left.amount()) + " " + left.currency()));
            }
            boolean all = net.equals(left);
            // What is left of the tax is that on what is left: so that invoice and credit notes add up to 0 to the
            // cent, and
            // many small ones, each rounded up for itself, never take back more than there was.
            Money vat = standing.vatLeft(invoice).minus(InvoiceCalculation.vat(left.minus(net), invoice.vatPercent()));
            List<InvoiceLine> lines =
                    all && net.equals(invoice.net()) ? invoice.lines() : List.of(creditLine(invoice, net, reason));
            Invoice credit = new Invoice(
                    new InvoiceId(needs.ids().next()),
                    scope.tenant(),
                    Invoice.Kind.CREDIT_NOTE,
                    number,
                    invoice.month(),
                    LocalDate.ofInstant(now, zone),
                    LocalDate.ofInstant(now, zone),
                    now,
                    invoice.seller(),
                    invoice.buyer(),
                    invoice.language(),
                    invoice.currency(),
                    invoice.zone(),
                    invoice.books(),
                    invoice.bookVersion(),
                    invoice.contractVersion(),
                    new Invoice.Credited(invoice.number(), invoice.issued()),
                    reason,
                    lines,
                    invoice.vatPercent(),
                    net,
                    vat);
            keep(transaction, actor, credit, id, new InvoiceArchive(credit, new TreeMap<>(), List.of()));
            return credit;
        });
    }

    private static InvoiceLine creditLine(Invoice invoice, Money net, String reason) {
        return new InvoiceLine(
                1,
                InvoiceLine.Kind.CREDIT,
                null,
                reason,
                Origin.TENANT,
                Place.TENANT,
                invoice.month(),
                PricedTime.days(
                        invoice.month().atDay(1), invoice.month().plusMonths(1).atDay(1), invoice.zone()),
                BigDecimal.ONE,
                BigDecimal.ONE,
                InvoiceCalculation.LUMP,
                net.amount().stripTrailingZeros(),
                BigDecimal.ZERO,
                false,
                net);
    }

    @Override
    public List<Invoice> list(TenantScope scope) {
        return needs.database().inTenant(scope, store::all).stream()
                .map(Kept::invoice)
                .toList();
    }

    @Override
    public Invoice get(TenantScope scope, InvoiceId id) {
        return needs.database()
                .inTenant(scope, transaction -> store.find(transaction, id))
                .orElseThrow(() -> new ProblemException(new InvoiceProblem.Unknown()))
                .invoice();
    }

    @Override
    public Optional<Invoice> find(TenantScope scope, String number) {
        return needs.database()
                .inTenant(scope, transaction -> store.find(transaction, number))
                .map(Kept::invoice);
    }

    @Override
    public byte[] file(TenantScope scope, InvoiceId id, File file) {
        return needs.database()
                .inTenant(scope, transaction -> store.file(transaction, id, file))
                .orElseThrow(() -> new ProblemException(new InvoiceProblem.Unknown()));
    }

    @Override
    public List<UsageHour> hours(TenantScope scope, InvoiceId id, int position) {
        return made(scope, id, position).hours();
    }

    @Override
    public Made made(TenantScope scope, InvoiceId id, int position) {
        InvoiceArchive archive = InvoiceArchive.read(file(scope, id, File.ZIP));
        InvoiceLine line = archive.invoice().lines().stream()
                .filter(one -> one.position() == position)
                .findFirst()
                .orElseThrow(() -> new ProblemException(new InvoiceProblem.Unknown()));
        List<InvoiceMonth> months = archive.months().stream()
                .filter(month -> line.measured() != null && month.month().equals(line.month()))
                .toList();
        return new Made(
                months.stream()
                        .flatMap(month -> month.hours().stream())
                        .filter(hour -> Origin.of(hour).equals(line.origin()) && within(line, hour.hour()))
                        .toList(),
                months.stream()
                        .flatMap(month -> month.readings().stream())
                        .filter(reading -> new Origin(reading.stack(), reading.service()).equals(line.origin())
                                && within(line, reading.hour()))
                        .toList());
    }

    private static boolean within(InvoiceLine line, Instant hour) {
        return !hour.isBefore(line.time().begin()) && hour.isBefore(line.time().end());
    }

    @Override
    public List<String> missing(TenantScope scope) {
        return needs.contract().apply(scope).contract().invoicing().missing();
    }

    /**
     * Months that are over for so long and were never invoiced, whatever became of that; the earliest first. Those before
     * the last one only where an earlier one was invoiced: from when on a client pays people say.
     */
    List<YearMonth> due(TenantScope scope, Duration grace) {
        if (!missing(scope).isEmpty()) {
            return List.of();
        }
        ZoneId zone = needs.bills().basis(scope, needs.bills().current(scope)).zone();
        YearMonth last = YearMonth.from(now().minus(grace).atZone(zone)).minusMonths(1);
        SortedSet<YearMonth> invoiced = needs.database().inTenant(scope, store::invoiced);
        return Stream.iterate(last.minusMonths(LONGEST_DUE - 1L), month -> month.plusMonths(1))
                .limit(LONGEST_DUE)
                .filter(month -> !invoiced.contains(month))
                .filter(month -> month.equals(last) || !invoiced.headSet(month).isEmpty())
                .toList();
    }

    /** As precise as PostgreSQL keeps it. */
    private Instant now() {
        return needs.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
