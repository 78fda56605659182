package io.binome.drivers.docker;

import com.github.dockerjava.api.model.Network;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stacks exchange with the world outside their host, as its guard has counted it. To ask costs the engine a tenth of
 * a second, so it is done now and then, by a thread of its own: who reads gets what was said last.
 */
public final class DockerTraffic {
    private static final Logger LOG = LoggerFactory.getLogger(DockerTraffic.class);

    private final DockerHosts hosts;
    private final Duration every;
    private final ConcurrentHashMap<HostId, HostTraffic> known = new ConcurrentHashMap<>();

    /** @param every how old an answer gets before the host is asked again */
    public DockerTraffic(DockerHosts hosts, Duration every) {
        this.hosts = hosts;
        this.every = every;
    }

    /** Never waits. Empty until the host has answered for the first time. */
    public List<Flow> read(HostId host) {
        return known.computeIfAbsent(host, HostTraffic::new).latest();
    }

    private final class HostTraffic {
        private final HostId host;
        private final AtomicBoolean asking = new AtomicBoolean();

        /** Of networks that are gone too: what they counted last may have been read only afterwards. */
        private final Map<String, Bridge> stacks = new HashMap<>();

        private boolean heard;
        private volatile List<Flow> flows = List.of();
        private volatile @Nullable Long askedAt;

        HostTraffic(HostId host) {
            this.host = host;
        }

        List<Flow> latest() {
            Long asked = askedAt;
            if ((asked == null || System.nanoTime() - asked >= every.toNanos()) && asking.compareAndSet(false, true)) {
                askedAt = System.nanoTime();
                Thread.ofVirtual().name("traffic").start(this::ask);
            }
            return flows;
        }

        private void ask() {
            try {
                DockerHost engine = hosts.host(host);
                String said = engine.guard().traffic().orElse("");
                Optional<String> table = TrafficRules.table(said);
                if (table.isPresent()) {
                    flows = flows(table.get(), TrafficRules.read(said), engine);
                }
            } catch (RuntimeException away) {
                LOG.debug("Host {} does not say what was sent; it counts on", host, away);
            } finally {
                asking.set(false);
            }
        }

        private List<Flow> flows(String table, List<TrafficRules.Count> counts, DockerHost engine) {
            if (!heard || !counts.stream().allMatch(count -> stacks.containsKey(count.bridge()))) {
                stacks.putAll(bridges(engine));
                heard = true;
            }
            Map<String, Flow> all = new TreeMap<>();
            // Those that have sent nothing yet too: what they count from here on is new.
            stacks.forEach((bridge, of) -> {
                String identity = bridge + "@" + table;
                all.put(identity, new Flow(of.owner(), identity, 0, 0, 0, of.made()));
            });
            for (TrafficRules.Count count : counts) {
                Bridge of = stacks.get(count.bridge());
                if (of != null) {
                    String identity = count.bridge() + "@" + count.table();
                    Flow flow = new Flow(
                            of.owner(),
                            identity,
                            count.sent() ? count.bytes() : 0,
                            count.sent() ? 0 : count.bytes(),
                            0,
                            of.made());
                    all.merge(identity, flow, DockerTraffic::both);
                }
            }
            return new ArrayList<>(all.values());
        }
    }

    /** @param made by the host's clock */
    private record Bridge(Owner owner, Instant made) {}

    private static Flow both(Flow one, Flow other) {
        return new Flow(
                one.owner(),
                one.identity(),
                one.sentBytes() + other.sentBytes(),
                one.receivedBytes() + other.receivedBytes(),
                0,
                one.begun());
    }

    private static Map<String, Bridge> bridges(DockerHost engine) {
        List<Network> networks = engine.ask(
                "list its networks", () -> engine.client().listNetworksCmd().exec());
        Map<String, Bridge> owners = new HashMap<>();
        for (Network network : networks) {
            Map<String, String> labels = network.getLabels() == null ? Map.of() : network.getLabels();
            String tenant = labels.get(StackNetworks.TENANT);
            String stack = labels.get(StackNetworks.STACK);
            if (tenant != null && stack != null) {
                owners.put(
                        StackNetworks.bridge(network.getName()),
                        new Bridge(
                                new Owner.Stack(TenantId.parse(tenant), StackId.parse(stack)),
                                network.getCreated() == null
                                        ? Instant.EPOCH
                                        : network.getCreated().toInstant()));
            }
        }
        return owners;
    }
}
