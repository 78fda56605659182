package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.demo.SignIns.Person;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What was really used: services of two companies on one server burn processor time, say themselves how much it was, and
 * are metered.
 */
final class MeteringChapter {
    static final List<String> NAMES = List.of(
            "Two companies on one server, each with a known load", "Metered, beside what they measured themselves");

    private static final String REPOSITORY = "calcul";
    static final String SERVICE = "worker";
    private static final Duration LONGEST = Duration.ofSeconds(90);

    /** Of what a process says itself; starting a container is metered too, and is no part of that. */
    private static final BigDecimal TOLERANCE = new BigDecimal("0.01");

    /** {@code times} of a shell: user and system time, as minutes and seconds. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s");

    private final Desk desk;
    private final Person owner;
    private final List<Load> loads;
    private final List<Long> burned = new ArrayList<>();

    /** @param rounds of a loop that its service goes through; then it idles */
    record Load(Company company, int rounds) {}

    /** @param owner of the provider, whom the budget of an earlier chapter asks */
    MeteringChapter(Desk desk, Person owner, Company first, Company second) {
        this.desk = desk;
        this.owner = owner;
        this.loads = List.of(new Load(first, 4_000_000), new Load(second, 8_000_000));
    }

    /** In their order. */
    List<Step.Action> steps() {
        return List.of(this::burn, this::metered);
    }

    private String burn() throws IOException, InterruptedException {
        for (Load load : loads) {
            Company company = load.company();
            Person author = company.developer();
            WorkingCopy working = desk.created(company.lead(), author, company.tenant(), REPOSITORY, "burn");
            Desk.write(working, "binome.yaml", "stacks:\n  calcul: {environment: dev}\n");
            Desk.write(working, "compose.yaml", compose(load.rounds()));
            StoryChange change =
                    desk.pushed(working, author, company.tenant(), REPOSITORY, "burn", "Work, then wait for more");
            change.await("planned");
            change.approvedBy(company.lead().api(), owner.api());
            change.command(author.api(), "apply");
            change.await("merged");
        }
        for (Load load : loads) {
            burned.add(awaited(
                    "the worker of " + load.company().tenant() + " to say what it burned",
                    () -> burned(load.company())));
        }
        return "the worker of " + tenant(0) + " burned " + seconds(burned.get(0)) + " s, that of " + tenant(1) + " "
                + seconds(burned.get(1)) + " s; now they idle";
    }

    private String metered() throws InterruptedException {
        List<String> said = new ArrayList<>();
        for (int index = 0; index < loads.size(); index++) {
            Company company = loads.get(index).company();
            long known = burned.get(index);
            long metered = awaited("all that " + company.tenant() + " burned to be metered", settled(company, known));
            BigDecimal error =
                    BigDecimal.valueOf(metered - known).divide(BigDecimal.valueOf(known), 6, RoundingMode.HALF_UP);
            unless(
                    error.abs().compareTo(TOLERANCE) <= 0,
                    "Metered " + seconds(metered) + " s where " + seconds(known) + " s were burned in "
                            + company.tenant());
            said.add(company.tenant() + " " + seconds(metered) + " s, "
                    + error.movePointRight(2).setScale(2, RoundingMode.HALF_UP) + " % from what it said");
        }
        return String.join("; ", said);
    }

    /**
     * What is metered, once it is no less than what the process says: readings are written together now and then, and an
     * idle service adds nothing.
     */
    private static Look settled(Company company, long known) {
        return () -> Optional.of(used(company)).filter(now -> now >= known);
    }

    /** Microseconds of processor time since the service is there; it is not older than a day. */
    private static long used(Company company) {
        return company.developer()
                .api()
                .get(ApiClient.with(ApiClient.path("tenants", company.tenant(), "usage"), "by", "day"))
                .path("items")
                .valueStream()
                .filter(used -> used.path("service").asString("").equals(SERVICE))
                .mapToLong(used -> used.path("cpuMicros").asLong())
                .sum();
    }

    private static Optional<Long> burned(Company company) {
        String log = ApiClient.path(
                "tenants",
                company.tenant(),
                "repositories",
                REPOSITORY,
                "stacks",
                REPOSITORY,
                "services",
                SERVICE,
                "logs");
        for (JsonNode line : company.developer().api().get(log).path("items")) {
            Matcher times = TIMES.matcher(line.path("text").asString(""));
            if (times.find()) {
                return Optional.of(micros(times.group(1), times.group(2)) + micros(times.group(3), times.group(4)));
            }
        }
        return Optional.empty();
    }

    private static long micros(String minutes, String seconds) {
        return Long.parseLong(minutes) * 60_000_000L
                + new BigDecimal(seconds).movePointRight(6).longValue();
    }

    private interface Look {
        Optional<Long> look();
    }

    private static long awaited(String what, Look look) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            Optional<Long> seen = look.look();
            if (seen.isPresent()) {
                return seen.get();
            }
            Thread.sleep(250);
        }
        throw new StepFailure("Waited " + LONGEST.toSeconds() + " s in vain for " + what);
    }

    private String tenant(int index) {
        return loads.get(index).company().tenant();
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1e6);
    }

    private static String compose(int rounds) {
        return """
                services:
                  %s:
                    image: binome-demo/store:1
                    command: [sh, -c, "i=0; while [ $$i -lt %d ]; do i=$$((i + 1)); done; times; exec sleep 1000000"]
                    stop_grace_period: 1s
                """.formatted(SERVICE, rounds);
    }
}
