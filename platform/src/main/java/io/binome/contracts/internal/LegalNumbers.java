package io.binome.contracts.internal;

import java.math.BigInteger;

/** Numbers of companies and accounts that carry check digits: all of them are caught when one digit is wrong. */
final class LegalNumbers {
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    /** La Poste has more places than the check digit of a SIRET allows: the sum of its digits is a multiple of 5 instead. */
    private static final String LA_POSTE = "356000000";

    private LegalNumbers() {}

    /** Nine digits with the check of Luhn (ISO/IEC 7812-1). */
    static boolean isSiren(String digits) {
        return digits.matches("[0-9]{9}") && luhn(digits) % 10 == 0;
    }

    /** A SIREN and five digits more, with the check of Luhn over all fourteen. */
    static boolean isSiret(String digits) {
        if (!digits.matches("[0-9]{14}") || !isSiren(digits.substring(0, 9))) {
            return false;
        }
        return luhn(digits) % 10 == 0
                || (digits.startsWith(LA_POSTE)
                        && digits.chars().map(c -> c - '0').sum() % 5 == 0);
    }

    private static int luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum;
    }

    /**
     * A VAT number of the European Union by its form; a French one by its check digits too: (12 + 3 × SIREN mod 97) mod 97,
     * article 286 ter A of annex II of the tax code. French numbers with letters in their key are checked by form only.
     */
    static boolean isVatNumber(String number) {
        if (!number.startsWith("FR")) {
            return number.matches("(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)"
                    + "[0-9A-Z+*]{2,12}");
        }
        if (!number.matches("FR[0-9A-HJ-NP-Z]{2}[0-9]{9}")) {
            return false;
        }
        String siren = number.substring(4);
        String key = number.substring(2, 4);
        return isSiren(siren)
                && (!key.matches("[0-9]{2}")
                        || Integer.parseInt(key) == (12 + 3 * (Integer.parseInt(siren) % 97)) % 97);
    }

    /** ISO 13616: turned round and with letters as numbers, what is left of a division by 97 is 1. */
    static boolean isIban(String iban) {
        if (!iban.matches("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}") || (iban.startsWith("FR") && iban.length() != 27)) {
            return false;
        }
        StringBuilder digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4))
                .chars()
                .forEach(c -> digits.append(Character.getNumericValue((char) c)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue() == 1;
    }
}
