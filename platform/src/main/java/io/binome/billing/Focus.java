package io.binome.billing;

import io.binome.billing.InvoiceLine.Kind;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.CsvLine;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Invoices as rows of the FinOps Open Cost and Usage Specification, FOCUS 1.2: one for each line and one for the tax, so
 * that {@code BilledCost} by {@code InvoiceId} is what is paid. Lines are whole cents already, so nothing is left to round.
 * Columns and rules as https://focus.finops.org/focus-specification/v1-2/ has them; what is empty is null. Which columns
 * are not given, and why, is in docs/reference/invoices.md.
 */
public final class Focus {
    public static final List<String> COLUMNS = List.of(
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingAccountType",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargeFrequency",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ConsumedQuantity",
            "ConsumedUnit",
            "ContractedCost",
            "ContractedUnitPrice",
            "EffectiveCost",
            "InvoiceId",
            "InvoiceIssuerName",
            "ListCost",
            "ListUnitPrice",
            "PricingCategory",
            "PricingCurrency",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "ResourceId",
            "ResourceName",
            "ResourceType",
            "ServiceCategory",
            "ServiceName",
            "ServiceSubcategory",
            "SkuId",
            "SkuMeter",
            "SkuPriceId",
            "SubAccountId",
            "SubAccountName",
            "SubAccountType",
            "Tags");
    /** Before the names of tags that no client has chosen. */
    private static final String TAG = "binome:";

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int PRICE_DIGITS = 12;

    private Focus() {}

    /** The rows of an invoice; what a credit note takes back is negative. */
    public static List<Map<String, String>> rows(Invoice invoice) {
        List<Map<String, String>> rows = new ArrayList<>();
        BigDecimal contracted = BigDecimal.ZERO;
        BigDecimal list = BigDecimal.ZERO;
        for (InvoiceLine line : invoice.lines()) {
            Map<String, String> row = row(invoice, line);
            contracted = contracted.add(new BigDecimal(row.get("ContractedCost")));
            list = list.add(new BigDecimal(row.get("ListCost")));
            rows.add(row);
        }
        rows.add(tax(invoice, contracted, list));
        return rows;
    }

    /** Each of its costs is worked out from the same costs of what is taxed. */
    private static Map<String, String> tax(Invoice invoice, BigDecimal contracted, BigDecimal list) {
        Map<String, String> row = common(invoice, signed(invoice.vat().amount(), invoice));
        row.put("ChargeCategory", "Tax");
        row.put("ChargeClass", invoice.isCredit() ? "Correction" : "");
        row.put("ChargeDescription", "VAT " + PriceBook.words(invoice.vatPercent()) + " %");
        row.put("ChargeFrequency", "Recurring");
        row.put(
                "ContractedCost",
                PriceBook.words(contracted.multiply(invoice.vatPercent()).movePointLeft(2)));
        row.put("ListCost", PriceBook.words(list.multiply(invoice.vatPercent()).movePointLeft(2)));
        period(
                row,
                "Charge",
                invoice,
                invoice.month().atDay(1),
                invoice.month().plusMonths(1).atDay(1));
        row.put("ServiceCategory", "Other");
        row.put("ServiceSubcategory", "Other (Other)");
        row.put("ServiceName", "Tax");
        return row;
    }

    private static Map<String, String> row(Invoice invoice, InvoiceLine line) {
        Map<String, String> row = common(invoice, signed(line.amount().amount(), invoice));
        Metered measured = line.measured();
        boolean given = line.kind() == Kind.CREDIT;
        boolean correction = invoice.isCredit() || line.kind() == Kind.CORRECTION;
        row.put("ChargeCategory", given ? "Credit" : measured != null ? "Usage" : "Purchase");
        row.put("ChargeClass", correction ? "Correction" : "");
        row.put("ChargeDescription", description(line));
        row.put("ChargeFrequency", given ? "One-Time" : measured != null ? "Usage-Based" : "Recurring");
        row.put("ChargePeriodStart", line.time().begin().toString());
        row.put("ChargePeriodEnd", line.time().end().toString());
        row.put("ServiceName", measured == null ? "Binome" : "Binome " + measured.word());
        row.put("ServiceCategory", category(measured));
        row.put("ServiceSubcategory", subcategory(measured));
        place(line, row);
        if (!correction) {
            priced(invoice, line, row);
        }
        return row;
    }

    private static void place(InvoiceLine line, Map<String, String> row) {
        if (line.origin().service() != null) {
            row.put("ResourceId", line.origin().service().toString());
            row.put("ResourceName", line.place().service());
            row.put("ResourceType", "Service");
        }
        if (line.origin().stack() != null) {
            row.put("SubAccountId", line.origin().stack().toString());
            row.put("SubAccountName", line.place().stack());
            row.put("SubAccountType", "Stack");
        }
        if (!line.place().environment().isEmpty()) {
            row.put(
                    "Tags",
                    CanonicalJson.text(Map.of(
                            TAG + "environment", line.place().environment(),
                            TAG + "repository", line.place().repository())));
        }
    }

    /** Unit prices times the quantity are the costs, exactly: what a line is rounded to cents is in the billed cost alone. */
    private static void priced(Invoice invoice, InvoiceLine line, Map<String, String> row) {
        Metered measured = line.measured();
        BigDecimal listed = listed(line);
        String sku = "binome/" + (measured == null ? word(line.kind()) + "/" + line.name() : measured.word());
        if (measured != null) {
            row.put("ConsumedQuantity", PriceBook.words(line.used()));
            row.put("ConsumedUnit", unit(measured, line.per()));
        }
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", PriceBook.words(line.quantity()));
        row.put("PricingUnit", unit(measured, line.per()));
        row.put("ContractedUnitPrice", PriceBook.words(line.price()));
        row.put("ContractedCost", PriceBook.words(line.price().multiply(line.quantity())));
        row.put("ListUnitPrice", PriceBook.words(listed));
        row.put("ListCost", PriceBook.words(listed.multiply(line.quantity())));
        row.put("SkuId", sku);
        row.put("SkuMeter", measured == null ? word(line.kind()) : measured.word());
        row.put("SkuPriceId", sku + "/" + line.time().book() + "/" + PriceBook.words(listed) + "/" + line.per());
    }

    /** Before discounts. */
    private static BigDecimal listed(InvoiceLine line) {
        BigDecimal share = HUNDRED.subtract(line.discount());
        return line.discount().signum() == 0 || share.signum() <= 0
                ? line.price()
                : line.price().multiply(HUNDRED).divide(share, PRICE_DIGITS, RoundingMode.HALF_UP);
    }

    /** As the specification's unit format writes them. */
    private static String unit(@Nullable Metered measured, String per) {
        return switch (per) {
            case "hour" -> measured == Metered.CPU ? "CPU-Hours" : "Hours";
            case "second" -> measured == Metered.CPU ? "CPU-Seconds" : "Seconds";
            case "GiB-hour" -> "GiB-Hours";
            case "GiB-second" -> "GiB-Seconds";
            case "GiB-month" -> "GiB-Months";
            case "request" -> "Requests";
            case "thousand" -> "1000 Requests";
            case "million" -> "1000000 Requests";
            case "month" -> "Months";
            case "GB" -> "GB";
            default -> "Units";
        };
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static BigDecimal signed(BigDecimal amount, Invoice invoice) {
        return invoice.isCredit() ? amount.negate() : amount;
    }

    private static Map<String, String> common(Invoice invoice, BigDecimal amount) {
        Map<String, String> row = new LinkedHashMap<>();
        COLUMNS.forEach(column -> row.put(column, ""));
        String cost = PriceBook.words(amount);
        for (String column : List.of("BilledCost", "ContractedCost", "EffectiveCost", "ListCost")) {
            row.put(column, cost);
        }
        row.put("BillingAccountId", invoice.tenant().toString());
        row.put("BillingAccountName", invoice.buyer().name());
        row.put("BillingAccountType", "Tenant");
        row.put("BillingCurrency", invoice.currency());
        row.put("PricingCurrency", invoice.currency());
        period(
                row,
                "Billing",
                invoice,
                invoice.month().atDay(1),
                invoice.month().plusMonths(1).atDay(1));
        row.put("InvoiceId", invoice.number());
        row.put("InvoiceIssuerName", invoice.seller().name());
        row.put("ProviderName", invoice.seller().name());
        row.put("PublisherName", invoice.seller().name());
        return row;
    }

    /** Days begin where those of the price book do, written in UTC. */
    private static void period(
            Map<String, String> row, String which, Invoice invoice, LocalDate from, LocalDate until) {
        row.put(
                which + "PeriodStart",
                from.atStartOfDay(invoice.zone()).toInstant().toString());
        row.put(
                which + "PeriodEnd",
                until.atStartOfDay(invoice.zone()).toInstant().toString());
    }

    private static String description(InvoiceLine line) {
        Metered measured = line.measured();
        String what = measured == null ? line.name() : measured.word();
        String service =
                line.place().service().isEmpty() ? "" : " of " + line.place().service();
        return (line.kind() == Kind.CORRECTION ? "Correction of " + line.month() + ": " : "")
                + (what.isEmpty() ? word(line.kind()) : what)
                + service;
    }

    private static String category(@Nullable Metered measured) {
        return switch (measured) {
            case CPU, MEMORY -> "Compute";
            case VOLUME -> "Storage";
            case TRAFFIC, REQUESTS -> "Networking";
            case null -> "Other";
        };
    }

    private static String subcategory(@Nullable Metered measured) {
        return switch (measured) {
            case CPU, MEMORY -> "Containers";
            case VOLUME -> "Block Storage";
            case TRAFFIC -> "Network Connectivity";
            case REQUESTS -> "Application Networking";
            case null -> "Other (Other)";
        };
    }

    public static String csv(List<Invoice> invoices) {
        StringBuilder csv = new StringBuilder(CsvLine.of(COLUMNS));
        invoices.forEach(invoice -> rows(invoice).forEach(row -> csv.append(CsvLine.of(List.copyOf(row.values())))));
        return csv.toString();
    }
}
