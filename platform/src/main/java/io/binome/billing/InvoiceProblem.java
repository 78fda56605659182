package io.binome.billing;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.util.List;

/** Why an invoice is not issued. */
public sealed interface InvoiceProblem extends Problem {
    /** No such invoice, or one of another tenant. */
    @ProblemType(code = "invoice-unknown", status = 404)
    record Unknown() implements InvoiceProblem {
        @Override
        public String message() {
            return "There is no such invoice.";
        }
    }

    /** The contract does not say who the parties are. */
    @ProblemType(code = "invoice-parties-missing", status = 409)
    record PartiesMissing(List<String> keys) implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: the contract lacks " + String.join(", ", keys)
                    + ". Add it by a change of contract.yaml.";
        }
    }

    /** The month goes on, or hours of it can still change. */
    @ProblemType(code = "invoice-month-open", status = 409)
    record MonthOpen(String month) implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: " + month + " is not over, or its last hours are not closed yet.";
        }
    }

    /** The month has an invoice that was not taken back. */
    @ProblemType(code = "invoice-exists", status = 409)
    record Exists(String month, String number) implements InvoiceProblem {
        @Override
        public String message() {
            return month + " is invoiced already, as " + number + ". Credit that invoice to invoice the month again.";
        }
    }

    /** Lines without a price. */
    @ProblemType(code = "invoice-unpriced", status = 409)
    record Unpriced(int lines) implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: " + lines + " lines of the month have no price. Add the prices to the book.";
        }
    }

    /** No price book, or one that an invoice cannot be made from. */
    @ProblemType(code = "invoice-price-book", status = 409)
    record PriceBookUnfit(String reason) implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: " + reason + ".";
        }
    }

    /** Nothing was used, or corrections outweigh it. */
    @ProblemType(code = "invoice-nothing", status = 409)
    record Nothing(String month) implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: there is nothing to pay for " + month + ".";
        }
    }

    /** The parties are in different countries. */
    @ProblemType(code = "invoice-across-borders", status = 409)
    record AcrossBorders() implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: the parties are in different countries, and Binome does not know yet which"
                    + " tax is due then.";
        }
    }

    /** More would be taken back than was invoiced. */
    @ProblemType(code = "credit-too-much", status = 409)
    record CreditTooMuch(String left) implements InvoiceProblem {
        @Override
        public String message() {
            return "Nothing was credited: no more than " + left + " without tax is left of this invoice.";
        }
    }

    /** What was written does not fit the rules of Factur-X. */
    @ProblemType(code = "invoice-unfit", status = 409)
    record Unfit(List<String> findings) implements InvoiceProblem {
        @Override
        public String message() {
            return "No invoice was issued: what was written does not fit the rules of Factur-X: "
                    + String.join("; ", findings) + ".";
        }
    }
}
