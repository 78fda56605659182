package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Price books are checked, and plans priced, without a server. */
class PriceCommandsTest {
    private static final String BOOK = """
            name: standard
            title: Standard prices
            currency: EUR
            prices:
              cpu:
                - {from: 2026-01-01, price: 0.012}
                - {from: 2027-01-01, price: 0.014}
              memory:
                - {from: 2026-01-01, price: 0.004}
              volume:
                - {from: 2026-01-01, price: 0.05}
            catalogues: [cloud.csv]
            """;

    private static final String COMPOSE = """
            services:
              web:
                image: nginx
                cpus: 0.5
                mem_limit: 512m
                deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 512m}, reservations: {cpus: "0.1"}}}
              worker:
                image: nginx
            volumes: {data: {}}
            """;

    private static final String PLAN = """
            {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
              {"address":"aws_instance.web","mode":"managed","type":"aws_instance","name":"web",
               "change":{"actions":["update"],"before":{"instance_type":"t3.micro"},
                         "after":{"instance_type":"t3.large"},"after_unknown":{},"before_sensitive":false,"after_sensitive":false}},
              {"address":"aws_sns_topic.t","mode":"managed","type":"aws_sns_topic","name":"t",
               "change":{"actions":["create"],"before":null,"after":{"name":"t"},"after_unknown":{},
                         "before_sensitive":false,"after_sensitive":false}}]}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(folder.resolve("prices"));
        Files.writeString(folder.resolve("prices/standard.yaml"), BOOK);
        Files.writeString(folder.resolve("prices/cloud.csv"), """
                        resource_type,conditions,unit,price,currency,from
                        aws_instance,instance_type=t3.micro,hour,0.0118,EUR,2026-01-01
                        aws_instance,instance_type=t3.large,hour,0.0944,EUR,2026-01-01
                        """);
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE);
        Files.writeString(folder.resolve("plan.json"), PLAN);
    }

    private int run(String... arguments) {
        return BinomeCommand.run(
                Context.of(Map.of(), folder, new PrintWriter(out, true), new PrintWriter(err, true), false), arguments);
    }

    @Test
    void saysWhatABookHolds() {
        assertThat(run("price", "check", "prices")).as(err.toString()).isZero();
        assertThat(out.toString())
                .isEqualTo("standard  Standard prices: 3 metered prices, 0 fees, 2 prices of resources, in EUR.\n");
    }

    @Test
    void namesTheLineOfWhatIsWrong() throws IOException {
        Files.writeString(folder.resolve("prices/standard.yaml"), BOOK.replace("price: 0.014", "price: -0.014"));
        assertThat(run("price", "check", "prices")).isEqualTo(1);
        assertThat(out.toString()).isEqualTo("""
                ✗ prices/standard.yaml:7: '-0.014' is negative: nobody is paid for using something.
                  Write 0 for what costs nothing, and a discount for what is taken off.
                """);
        assertThat(run("price", "estimate", "--prices", "prices", "--compose", "compose.yaml"))
                .isEqualTo(1);
    }

    @Test
    void pricesAComposeFile() {
        assertThat(run("price", "estimate", "--prices", "prices", "--compose", "compose.yaml", "--at", "2026-11-22"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("It changes the month by +1.75 to +11.68 EUR a month, and what is unknown.")
                .contains("service.web  cpu     +1.75 to +8.76")
                .contains("2 × 0.1 to 0.5 CPU at 0.012 EUR per CPU-hour")
                .contains("Of unknown cost: service.worker");
    }

    @Test
    void pricesAPlanAsJson() {
        assertThat(run(
                        "price",
                        "estimate",
                        "--prices",
                        "prices",
                        "--plan",
                        "plan.json",
                        "--at",
                        "2026-11-22",
                        "--json"))
                .as(err.toString())
                .isZero();
        JsonNode answer = JsonMapper.shared().readTree(out.toString());
        assertThat(answer.path("known").asBoolean()).isFalse();
        assertThat(answer.path("high").asString()).isEqualTo("60.298");
        assertThat(answer.path("low").asString()).isEqualTo("60.298");
        assertThat(answer.path("unknown").get(0).asString()).isEqualTo("aws_sns_topic.t");
        assertThat(answer.path("lines").get(0).path("basis").asString())
                .isEqualTo("0.0118 EUR per hour → 0.0944 EUR per hour");
    }

    @Test
    void asksWhichBook() throws IOException {
        Files.writeString(folder.resolve("prices/other.yaml"), BOOK.replace("name: standard", "name: other"));
        assertThat(run("price", "estimate", "--prices", "prices", "--plan", "plan.json"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("name one by --book. They are other, standard.");
        assertThat(run("price", "estimate", "--prices", "prices", "--book", "other", "--plan", "plan.json"))
                .isZero();
    }

    @Test
    void wantsOneSubject() {
        assertThat(run("price", "estimate", "--prices", "prices")).isEqualTo(2);
    }
}
