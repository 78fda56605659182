package io.binome.drivers.facturx;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.PricedTime;
import io.binome.contracts.Invoicing.Language;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;

/** The words of an invoice in its language: what lines are for, dates, amounts, and what the law asks to be said. */
final class Wording {
    private static final int USUAL_DIGITS = 4;
    private static final int MOST_DIGITS = 12;
    private static final int PRICE_DIGITS = 9;

    private final Locale locale;
    private final boolean french;

    Wording(Language language) {
        this.locale = language.locale();
        this.french = language == Language.FR;
    }

    String of(String inFrench, String inEnglish) {
        return french ? inFrench : inEnglish;
    }

    String language() {
        return french ? "fr-FR" : "en-GB";
    }

    String title(Invoice invoice) {
        return invoice.isCredit() ? of("Avoir", "Credit note") : of("Facture", "Invoice");
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofPattern("d MMMM yyyy", locale).format(day);
    }

    /** From the first day until the last one; with the time where that is not midnight. */
    String days(PricedTime time, ZoneId zone) {
        return of("du ", "from ")
                + moment(time.from(), time.begin(), zone)
                + of(" au ", " until ")
                + moment(time.until().minusDays(1), time.end(), zone);
    }

    private String moment(LocalDate day, Instant at, ZoneId zone) {
        boolean midnight =
                at.equals(at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
        return day(day)
                + (midnight ? "" : DateTimeFormatter.ofPattern(" HH:mm", locale).format(at.atZone(zone)));
    }

    String month(YearMonth month) {
        return DateTimeFormatter.ofPattern("MMMM yyyy", locale).format(month);
    }

    String money(Money money) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        Currency currency = Currency.getInstance(money.currency());
        format.setCurrency(currency);
        format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
        format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
        return format.format(money.amount());
    }

    String number(BigDecimal number, int least, int most) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(least);
        format.setMaximumFractionDigits(most);
        return format.format(number);
    }

    /** With its unit, and with as many digits as its amount needs. */
    String quantity(InvoiceLine line) {
        BigDecimal quantity = line.quantity(USUAL_DIGITS, MOST_DIGITS).orElse(line.quantity());
        return (number(quantity, 0, MOST_DIGITS) + " " + unit(line.per())).strip();
    }

    /** Of one unit. */
    String price(InvoiceLine line) {
        return number(line.price(), 2, PRICE_DIGITS) + " "
                + Currency.getInstance(line.amount().currency()).getSymbol(locale);
    }

    /** What a line is for, without where. */
    String what(InvoiceLine line) {
        String measured = line.measured() == null
                ? ""
                : switch (line.measured()) {
                    case CPU -> of("Processeur", "Processor");
                    case MEMORY -> of("Mémoire", "Memory");
                    case VOLUME -> of("Volumes", "Volumes");
                    case TRAFFIC -> of("Trafic sortant", "Outgoing traffic");
                    case REQUESTS -> of("Requêtes", "Requests");
                };
        return switch (line.kind()) {
            case USAGE -> measured;
            case FEE -> of("Forfait ", "Fee ") + line.name();
            case COMMITMENT -> of("Engagement ", "Commitment ") + line.name();
            case MINIMUM -> of("Complément au minimum mensuel", "Up to the month’s minimum");
            case CORRECTION ->
                month(line.month())
                        + of(" : ", ": ")
                        + (measured.isEmpty()
                                ? line.name().isEmpty() ? of("minimum mensuel", "monthly minimum") : line.name()
                                : measured);
            case CREDIT -> line.name();
        };
    }

    /** Whose it is: service and stack, or nothing for the tenant as a whole. */
    String where(InvoiceLine line) {
        if (line.place().stack().isEmpty()) {
            return "";
        }
        String stack = line.place().repository().isEmpty()
                ? line.place().stack()
                : line.place().repository() + "/" + line.place().stack();
        return line.place().service().isEmpty() ? stack : line.place().service() + " · " + stack;
    }

    /** As it is written behind a quantity; empty for what is counted once. */
    String unit(String per) {
        return switch (per) {
            case "hour" -> "h";
            case "second" -> "s";
            case "GiB-hour" -> of("Gio·h", "GiB·h");
            case "GiB-second" -> of("Gio·s", "GiB·s");
            case "GiB-month" -> of("Gio·mois", "GiB·month");
            case "GB" -> of("Go", "GB");
            case "request" -> of("requête(s)", "request(s)");
            case "thousand" -> of("millier(s)", "thousand");
            case "million" -> of("million(s)", "million");
            case "month" -> of("mois", "month");
            default -> "";
        };
    }

    /** Article 242 nonies A of annex II to the general tax code: goods, services or both. */
    String operation() {
        return of("Catégorie de l’opération : prestation de services.", "Kind of supply: services.");
    }

    /** Article L441-10 of the commercial code: what late payment costs. Stated at the least that the law knows. */
    String latePayment() {
        return of(
                "En cas de retard de paiement, pénalités au taux de trois fois le taux d’intérêt légal, exigibles"
                        + " sans rappel.",
                "Late payment bears interest at three times the French legal rate, due without a reminder.");
    }

    /** Article D441-5 of the commercial code. */
    String recovery() {
        return of(
                "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 €.",
                "Fixed compensation for recovery costs in case of late payment: €40.");
    }

    String discount() {
        return of("Pas d’escompte pour paiement anticipé.", "No discount for early payment.");
    }
}
