package io.binome.drivers.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final AddressRules RULES = rules();

    private static AddressRules rules(String... networks) {
        return new AddressRules(
                new AddressRules.Asker("run", "binome.runs.networks", false),
                Stream.of(networks).map(Cidr::parse).toList(),
                () -> Set.of(address("20.1.2.3"), address("10.9.9.9")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "::1",
                "0.0.0.0",
                "::",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.170.2",
                "fe80::1",
                "fd00:ec2::254",
                "100.100.100.200",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::1",
                "2001:0:1::1",
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "ff02::1",
                "fec0::1",
                "192.0.2.1",
                "::ffff:0:7f00:1",
                "20.1.2.3",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "fc00::1",
                "fd12:3456::1",
                "2130706433",
                "127.1"
            })
    void areNeverReachedByThemselves(String text) {
        assertThat(RULES.refusal(address(text))).as(text).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "198.20.0.1", "11.0.0.1"})
    void mayBeReached(String text) {
        assertThat(RULES.refusal(address(text))).as(text).isEmpty();
    }

    @Test
    void theOperatorAllowsPrivateNetworksAndNothingElse() {
        AddressRules allowed = rules("10.0.0.0/8", "fd00::/8", "169.254.0.0/16", "127.0.0.0/8", "0.0.0.0/0");
        assertThat(allowed.refusal(address("10.1.2.3"))).isEmpty();
        assertThat(allowed.refusal(address("fd12::1"))).isEmpty();
        for (String never : List.of("169.254.169.254", "127.0.0.1", "fd00:ec2::254", "20.1.2.3", "10.9.9.9")) {
            assertThat(allowed.refusal(address(never))).as(never).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "fe80::/129", "a:b:c"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(unknown);
        }
    }
}
