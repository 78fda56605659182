package io.binome.server.console;

import io.binome.billing.PricedTime;
import io.binome.kernel.Money;
import io.binome.kernel.Problem;
import io.binome.kernel.Quantities;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/**
 * Whoever reads a page: their language, and the moment at which they read. Turns keys, times, sizes and problems into
 * words. French and English are both originals; see {@code messages_fr.properties} and {@code messages_en.properties}.
 */
public final class Reader {
    private static final int THOUSANDTHS = 3;
    private static final int FINEST = 12;
    private static final long KIBIBYTE = 1024;

    private final Locale locale;
    private final Instant now;
    private final ResourceBundle words;

    public Reader(Locale locale, Instant now) {
        this.locale = locale;
        this.now = now;
        this.words = ResourceBundle.getBundle(
                "messages", locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
    }

    public Instant now() {
        return now;
    }

    /** {@code fr} or {@code en}. */
    public String language() {
        return locale.getLanguage();
    }

    public boolean knows(String key) {
        return words.containsKey(key);
    }

    /**
     * The words under a key. Arguments stand as {@code {0}}; {@code {0,choice,…}} chooses by number. An apostrophe is an
     * apostrophe.
     */
    public String text(String key, Object... arguments) {
        String pattern = words.getString(key);
        if (arguments.length == 0) {
            return pattern;
        }
        return new MessageFormat(pattern.replace("'", "''"), locale).format(arguments);
    }

    /** The words under {@code prefix.name}, or the name itself when there are none: for words that engines bring. */
    public String word(String prefix, String name) {
        String key = prefix + "." + name;
        return knows(key) ? words.getString(key) : name;
    }

    /** A problem in the reader's language where it has been written, else in the room's own English. */
    public String problem(Problem problem) {
        return problem(problem.code(), problem.arguments(), problem.message());
    }

    public String problem(String code, Map<String, String> arguments, String otherwise) {
        String key = "problem." + code;
        if (!knows(key)) {
            return sentence(otherwise);
        }
        String sentence = words.getString(key);
        for (Map.Entry<String, String> argument : arguments.entrySet()) {
            sentence = sentence.replace("{" + argument.getKey() + "}", argument(argument));
        }
        // Another problem may have the same code and tell other things of it.
        return sentence.contains("{") ? sentence(otherwise) : sentence;
    }

    /** What a room says in English, in the reader's language: a finding, a note of a plan, how a service is. */
    public String sentence(String english) {
        return language().equals("fr") ? Phrases.FRENCH.say(english) : Phrases.sentence(english);
    }

    private String argument(Map.Entry<String, String> argument) {
        return switch (argument.getKey()) {
            case "until" -> exact(Instant.parse(argument.getValue()));
            case "permission" -> word("permission", argument.getValue());
            case "state" -> word("state", argument.getValue());
            case "command" -> word("command", argument.getValue());
            default -> argument.getValue();
        };
    }

    /** How long ago, or from now. */
    public String relative(Instant at) {
        Duration passed = Duration.between(at, now);
        boolean past = !passed.isNegative();
        long seconds = passed.abs().toSeconds();
        String way = past ? "ago" : "in";
        if (seconds < 10 && past) {
            return text("ago.now");
        } else if (seconds < 60) {
            return text(way + ".seconds", seconds);
        } else if (seconds < 3600) {
            return text(way + ".minutes", seconds / 60);
        } else if (seconds < 86_400) {
            return text(way + ".hours", seconds / 3600);
        } else if (seconds < 30 * 86_400L) {
            return text(way + ".days", seconds / 86_400);
        }
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(at.atZone(ZoneOffset.UTC));
    }

    /** Date and time in UTC; the page's script puts the browser's own time zone in its place. */
    public String exact(Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .format(at.atZone(ZoneOffset.UTC))
                + " UTC";
    }

    /** How long something took. */
    public String span(Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        if (span.toSeconds() < 60) {
            return number(Math.max(0, span.toMillis()) / 1000.0, 1) + " s";
        }
        return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    private String number(double number, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(digits);
        return format.format(number);
    }

    /** Binary sizes: {@code 256 MiB}, {@code 256 Mio}. */
    public String bytes(long bytes) {
        List<String> units =
                List.of("unit.bytes", "unit.kibibytes", "unit.mebibytes", "unit.gibibytes", "unit.tebibytes");
        int unit = 0;
        double size = bytes;
        while (size >= KIBIBYTE && unit < units.size() - 1) {
            size /= KIBIBYTE;
            unit++;
        }
        return number(size, size < 10 && unit > 0 ? 1 : 0) + "\u00a0" + text(units.get(unit));
    }

    /** Thousandths of a CPU. */
    public String cpu(long millis) {
        return millis < 0 ? "–" : number(millis / 1000.0, 2) + "\u00a0CPU";
    }

    /** An amount to cents: {@code 1 234,56 €}, {@code €1,234.56}. */
    public String money(Money money) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(Currency.getInstance(money.currency()));
        format.setRoundingMode(RoundingMode.HALF_EVEN);
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(2);
        return format.format(money.amount());
    }

    /** {@code 12.5 %}, {@code 12,5 %}. */
    public String percent(BigDecimal percent) {
        return number(percent.doubleValue(), 1) + "\u00a0%";
    }

    /** {@code November 2026}, {@code novembre 2026}. */
    public String month(YearMonth month) {
        return DateTimeFormatter.ofPattern("LLLL yyyy", locale).format(month);
    }

    /** As {@link #month}, to begin a sentence with. */
    public String monthFirst(YearMonth month) {
        String words = month(month);
        return words.substring(0, 1).toUpperCase(locale) + words.substring(1);
    }

    /** {@code 3 November}, {@code 3 novembre}. */
    public String day(LocalDate day) {
        return DateTimeFormatter.ofPattern("d\u00a0MMMM", locale).format(day);
    }

    /** {@code 3 November 2026}, {@code 3 novembre 2026}. */
    public String date(LocalDate day) {
        return DateTimeFormatter.ofPattern("d\u00a0MMMM yyyy", locale).format(day);
    }

    /** {@code Nov}, {@code nov.}: below a bar. */
    public String shortMonth(YearMonth month) {
        return DateTimeFormatter.ofPattern("LLL", locale).format(month);
    }

    /** {@code 3}, and the first of a month with its name. */
    String shortDay(LocalDate day) {
        return DateTimeFormatter.ofPattern(day.getDayOfMonth() == 1 ? "d\u00a0MMM" : "d", locale)
                .format(day);
    }

    /** {@code 14:00} on the clock of a zone. */
    String clock(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("HH:mm", locale).format(at.atZone(zone));
    }

    /** From the first day until the last one; with the time where that is not midnight. */
    public String period(PricedTime time, ZoneId zone) {
        return day(time.from()) + clockUnlessMidnight(time.begin(), zone) + " – "
                + day(time.until().minusDays(1)) + clockUnlessMidnight(time.end(), zone);
    }

    private String clockUnlessMidnight(Instant at, ZoneId zone) {
        boolean midnight =
                at.equals(at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
        return midnight ? "" : "\u00a0" + clock(at, zone);
    }

    /** From which moment on, to the minute. */
    public String since(Instant at, ZoneId zone) {
        return day(LocalDate.ofInstant(at, zone)) + clockUnlessMidnight(at, zone);
    }

    /** A decimal number with at most so many digits. */
    public String decimal(BigDecimal number, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(digits);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(number);
    }

    /** On the clock of a zone, with its distance to UTC: two hours of a day in October begin at 2. */
    public String hour(Instant hour, ZoneId zone) {
        return DateTimeFormatter.ofPattern("HH:mm xxx", locale).format(hour.atZone(zone));
    }

    /** How many of something larger so many base units are, to thousandths, or to two digits of what is less. */
    public String quantity(BigInteger quantity, BigInteger baseUnits) {
        return quantity(
                new BigDecimal(quantity).divide(new BigDecimal(baseUnits), FINEST, RoundingMode.HALF_UP), THOUSANDTHS);
    }

    /** With at most so many decimals, or with two digits of what is less. */
    public String quantity(BigDecimal quantity, int decimals) {
        return decimal(Quantities.readable(quantity, decimals), FINEST);
    }

    /** A price as it is written in the book, however small. */
    public String price(BigDecimal price, String currency) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(Currency.getInstance(currency));
        format.setMaximumFractionDigits(Math.max(2, price.stripTrailingZeros().scale()));
        return format.format(price);
    }

    /** What something adds or saves, with its sign. */
    public String change(Money money) {
        return signed(money);
    }

    /** What something costs: one amount, or from one to another. */
    public String range(Money low, Money high) {
        return between(low, high, money(low), money(high));
    }

    /** What something adds or saves, each amount with its sign. */
    public String change(Money low, Money high) {
        return between(low, high, signed(low), signed(high));
    }

    private String between(Money low, Money high, String lower, String higher) {
        return lower.equals(higher)
                ? lower
                : low.micros() <= high.micros()
                        ? text("money.range", lower, higher)
                        : text("money.range", higher, lower);
    }

    private String signed(Money money) {
        return (money.micros() > 0 ? "+" : "") + money(money);
    }

    /** How an amount was worked out, in the reader's language, with the reader's decimal sign. */
    public String basis(String english) {
        return language().equals("fr") ? CostWords.french(english) : english;
    }

    /** "a, b and c". */
    public String list(List<String> items) {
        if (items.size() < 2) {
            return items.isEmpty() ? "" : items.getFirst();
        }
        return String.join(", ", items.subList(0, items.size() - 1)) + " " + text("list.and") + " " + items.getLast();
    }
}
