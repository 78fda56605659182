package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.binome.billing.Focus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What the specification FOCUS 1.2 says of the columns that are given. */
final class FocusRules {
    /** Mandatory columns of FOCUS 1.2. */
    static final List<String> MANDATORY = List.of(
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ContractedCost",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "ServiceCategory",
            "ServiceName");

    private static final List<String> NEVER_NULL = MANDATORY.stream()
            .filter(column ->
                    !List.of("ChargeClass", "PricingQuantity", "PricingUnit").contains(column))
            .toList();
    private static final List<String> OF_A_PRICE = List.of(
            "PricingQuantity",
            "PricingUnit",
            "PricingCategory",
            "ContractedUnitPrice",
            "ListUnitPrice",
            "SkuId",
            "SkuMeter",
            "SkuPriceId");

    private FocusRules() {}

    static void hold(Map<String, String> row) {
        assertThat(row.keySet()).containsExactlyElementsOf(Focus.COLUMNS);
        NEVER_NULL.forEach(column -> assertThat(row.get(column)).as(column).isNotEmpty());
        String category = row.get("ChargeCategory");
        assertThat(category).isIn("Usage", "Purchase", "Tax", "Credit", "Adjustment");
        assertThat(row.get("ChargeClass")).isIn("", "Correction");
        assertThat(row.get("ChargeFrequency")).isIn("One-Time", "Recurring", "Usage-Based");
        boolean priced = List.of("Usage", "Purchase").contains(category)
                && row.get("ChargeClass").isEmpty();
        OF_A_PRICE.forEach(column ->
                assertThat(row.get(column).isEmpty()).as(column + " of " + row).isEqualTo(!priced));
        assertThat(row.get("ConsumedQuantity").isEmpty())
                .isEqualTo(row.get("ConsumedUnit").isEmpty());
        assertThat(row.get("ConsumedQuantity").isEmpty()).isEqualTo(!(priced && category.equals("Usage")));
        assertThat(row.get("ChargeFrequency").equals("Usage-Based") && category.equals("Purchase"))
                .isFalse();
        assertThat(row.get("ResourceId").isEmpty())
                .isEqualTo(row.get("ResourceType").isEmpty());
        assertThat(row.get("SubAccountId").isEmpty())
                .isEqualTo(row.get("SubAccountType").isEmpty());
        row.forEach((column, value) -> {
            if (column.endsWith("Cost") || !value.isEmpty() && column.matches(".*(Quantity|UnitPrice)")) {
                assertThat(value).as(column).matches("-?[0-9]+(\\.[0-9]+)?");
            }
            if (column.matches(".*Period(Start|End)")) {
                assertThat(value).as(column).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
            }
        });
        if (priced) {
            for (String of : List.of("Contracted", "List")) {
                assertThat(new BigDecimal(row.get(of + "UnitPrice"))
                                .multiply(new BigDecimal(row.get("PricingQuantity"))))
                        .isEqualByComparingTo(row.get(of + "Cost"))
                        .isCloseTo(new BigDecimal(row.get("BilledCost")), within(new BigDecimal("0.01")));
            }
        }
    }
}
