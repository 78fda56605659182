package io.binome.billing;

import io.binome.billing.InvoiceLine.Kind;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Invoices as rows of the FinOps Open Cost and Usage Specification, FOCUS 1.2: one for each line and one for the tax, so
 * that {@code BilledCost} by {@code InvoiceId} is what is paid. Lines are whole cents already, so nothing is left to round.
 * Columns as https://focus.finops.org/focus-specification/v1-2/ names them; what does not apply is empty.
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
            "RegionId",
            "RegionName",
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
    private static final ZoneId UTC = ZoneId.of("UTC");

    private Focus() {}

    /** The rows of an invoice; those of a credit note are negative. */
    public static List<Map<String, String>> rows(Invoice invoice) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (InvoiceLine line : invoice.lines()) {
            rows.add(row(invoice, line));
        }
        Map<String, String> tax = common(invoice, invoice.vat());
        tax.put("ChargeCategory", "Tax");
        tax.put("ChargeDescription", "VAT " + PriceBook.words(invoice.vatPercent()) + " %");
        tax.put("ChargeFrequency", "Recurring");
        period(
                tax,
                "Charge",
                invoice.month().atDay(1),
                invoice.month().plusMonths(1).atDay(1));
        tax.put("ServiceCategory", "Other");
        tax.put("ServiceSubcategory", "Other (Other)");
        tax.put("ServiceName", "Tax");
        rows.add(tax);
        return rows;
    }

    private static Map<String, String> row(Invoice invoice, InvoiceLine line) {
        Map<String, String> row = common(invoice, line.amount());
        Metered measured = line.measured();
        boolean usage = measured != null;
        row.put("ChargeCategory", invoice.isCredit() ? "Credit" : usage ? "Usage" : "Purchase");
        row.put("ChargeClass", line.kind() == Kind.CORRECTION ? "Correction" : "");
        row.put("ChargeDescription", description(line));
        row.put("ChargeFrequency", usage ? "Usage-Based" : "Recurring");
        period(row, "Charge", line.from(), line.until());
        row.put("ServiceName", measured == null ? "Binome" : "Binome " + measured.word());
        row.put("ServiceCategory", category(line));
        row.put("ServiceSubcategory", subcategory(line));
        row.put("ResourceId", text(line.origin().service()));
        row.put("ResourceName", line.place().service());
        row.put("ResourceType", line.place().service().isEmpty() ? "" : "Service");
        row.put("SubAccountId", text(line.origin().stack()));
        row.put("SubAccountName", line.place().stack());
        row.put("SubAccountType", line.place().stack().isEmpty() ? "" : "Stack");
        row.put(
                "Tags",
                line.place().environment().isEmpty()
                        ? "{}"
                        : "{\"environment\":\"" + line.place().environment() + "\",\"repository\":\""
                                + line.place().repository() + "\"}");
        if (measured != null && line.kind() == Kind.USAGE) {
            priced(invoice, line, measured.word(), row);
        }
        return row;
    }

    private static void priced(Invoice invoice, InvoiceLine line, String sku, Map<String, String> row) {
        boolean back = invoice.isCredit();
        row.put("ConsumedQuantity", signed(line.used(), back));
        row.put("ConsumedUnit", line.per());
        row.put("PricingCategory", "Standard");
        row.put("PricingQuantity", signed(line.quantity(), back));
        row.put("PricingUnit", line.per());
        row.put("ContractedUnitPrice", PriceBook.words(line.price()));
        row.put("ListUnitPrice", PriceBook.words(line.price()));
        row.put("SkuId", invoice.book() + "/" + sku);
        row.put("SkuMeter", sku);
        row.put("SkuPriceId", invoice.book() + "/" + sku + "/" + line.from());
    }

    private static String signed(BigDecimal quantity, boolean back) {
        return PriceBook.words(back ? quantity.negate() : quantity);
    }

    private static Map<String, String> common(Invoice invoice, Money amount) {
        Map<String, String> row = new LinkedHashMap<>();
        COLUMNS.forEach(column -> row.put(column, ""));
        String cost = PriceBook.words(invoice.isCredit() ? amount.amount().negate() : amount.amount());
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
                invoice.month().atDay(1),
                invoice.month().plusMonths(1).atDay(1));
        row.put("InvoiceId", invoice.number());
        row.put("InvoiceIssuerName", invoice.seller().name());
        row.put("ProviderName", invoice.seller().name());
        row.put("PublisherName", invoice.seller().name());
        row.put("Tags", "{}");
        return row;
    }

    private static void period(Map<String, String> row, String which, LocalDate from, LocalDate until) {
        row.put(which + "PeriodStart", from.atStartOfDay(UTC).toInstant().toString());
        row.put(which + "PeriodEnd", until.atStartOfDay(UTC).toInstant().toString());
    }

    private static String description(InvoiceLine line) {
        Metered measured = line.measured();
        String what = measured == null ? line.name() : measured.word();
        String service =
                line.place().service().isEmpty() ? "" : " of " + line.place().service();
        return (line.kind() == Kind.CORRECTION ? "Correction of " + line.month() + ": " : "")
                + (what.isEmpty() ? line.kind().name().toLowerCase(java.util.Locale.ROOT) : what)
                + service;
    }

    private static String category(InvoiceLine line) {
        Metered measured = line.measured();
        return measured == null
                ? "Other"
                : switch (measured) {
                    case CPU, MEMORY -> "Compute";
                    case VOLUME -> "Storage";
                    case TRAFFIC, REQUESTS -> "Networking";
                };
    }

    private static String subcategory(InvoiceLine line) {
        Metered measured = line.measured();
        return measured == null
                ? "Other (Other)"
                : switch (measured) {
                    case CPU, MEMORY -> "Containers";
                    case VOLUME -> "Block Storage";
                    case TRAFFIC -> "Network Connectivity";
                    case REQUESTS -> "Application Networking";
                };
    }

    private static String text(@org.jspecify.annotations.Nullable Object id) {
        return id == null ? "" : id.toString();
    }

    public static String csv(List<Invoice> invoices) {
        StringBuilder csv = new StringBuilder(Csv.line(COLUMNS));
        invoices.forEach(invoice -> rows(invoice).forEach(row -> csv.append(Csv.line(List.copyOf(row.values())))));
        return csv.toString();
    }
}
