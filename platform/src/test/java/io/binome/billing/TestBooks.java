package io.binome.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Price books for tests, read from their texts as the server reads them. */
public final class TestBooks {
    public static final String STANDARD = """
            name: standard
            title: Standard prices
            currency: EUR
            vat: 20
            notice: 30
            prices:
              cpu:
                - {from: 2026-01-01, price: 0.012}
                - {from: 2027-01-01, price: 0.014}
              memory:
                - {from: 2026-01-01, price: 0.004}
              volume:
                - {from: 2026-01-01, price: 0.05, assumed: 10}
              traffic:
                - {from: 2026-01-01, price: 0.01, included: 100}
              requests:
                - {from: 2026-01-01, price: 0.4}
            fees:
              - name: support
                prices: [{from: 2026-01-01, price: 150}]
              - name: watching
                for: service
                prices: [{from: 2026-01-01, price: 2.5}]
            catalogues: [cloud.csv]
            """;

    public static final String CLOUD = """
            resource_type,part,conditions,unit,quantity,price,currency,from
            aws_instance,,instance_type=t3.micro,hour,,0.0118,EUR,2026-01-01
            aws_instance,,instance_type=t3.large,hour,,0.0944,EUR,2026-01-01
            aws_instance,root disk,,GB-month,root_block_device[0].volume_size,0.1,EUR,2026-01-01
            aws_ebs_volume,,,GB-month,size,0.09,EUR,2026-01-01
            aws_ebs_volume,,type=io2,GB-month,size,0.15,EUR,2026-01-01
            aws_ebs_volume,,type=io2,GB-month,size,0.16,EUR,2027-01-01
            aws_vpc*,,,month,,0,EUR,2026-01-01
            """;

    private TestBooks() {}

    public static PriceBook standard() {
        return read(Map.of("standard.yaml", STANDARD, "cloud.csv", CLOUD)).get("standard");
    }

    public static SortedMap<String, PriceBook> read(Map<String, String> files) {
        PriceBook.Outcome outcome = PriceBook.read(bytes(files));
        assertThat(outcome).isInstanceOf(PriceBook.Outcome.Read.class);
        return ((PriceBook.Outcome.Read) outcome).books();
    }

    public static List<Finding> wrong(Map<String, String> files) {
        PriceBook.Outcome outcome = PriceBook.read(bytes(files));
        assertThat(outcome).isInstanceOf(PriceBook.Outcome.Wrong.class);
        return ((PriceBook.Outcome.Wrong) outcome).findings();
    }

    public static SortedMap<String, byte[]> bytes(Map<String, String> files) {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }
}
