package io.binome.drivers.docker;

import com.github.dockerjava.api.model.Network;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        private final Map<String, Owner> stacks = new HashMap<>();

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
                flows = flows(TrafficRules.read(engine.guard().traffic().orElse("")), engine);
            } catch (RuntimeException away) {
                LOG.debug("Host {} does not say what was sent; it counts on", host, away);
            } finally {
                asking.set(false);
            }
        }

        private List<Flow> flows(List<TrafficRules.Count> counts, DockerHost engine) {
            if (!counts.stream().allMatch(count -> stacks.containsKey(count.bridge()))) {
                stacks.putAll(bridges(engine));
            }
            Map<String, Flow> all = new TreeMap<>();
            for (TrafficRules.Count count : counts) {
                Owner owner = stacks.get(count.bridge());
                if (owner != null) {
                    String identity = count.bridge() + "@" + count.table();
                    Flow flow = new Flow(
                            owner, identity, count.sent() ? count.bytes() : 0, count.sent() ? 0 : count.bytes(), 0);
                    all.merge(identity, flow, DockerTraffic::both);
                }
            }
            return new ArrayList<>(all.values());
        }
    }

    private static Flow both(Flow one, Flow other) {
        return new Flow(
                one.owner(),
                one.identity(),
                one.sentBytes() + other.sentBytes(),
                one.receivedBytes() + other.receivedBytes(),
                0);
    }

    private static Map<String, Owner> bridges(DockerHost engine) {
        List<Network> networks = engine.ask(
                "list its networks", () -> engine.client().listNetworksCmd().exec());
        Map<String, Owner> owners = new HashMap<>();
        for (Network network : networks) {
            Map<String, String> labels = network.getLabels() == null ? Map.of() : network.getLabels();
            String tenant = labels.get(StackNetworks.TENANT);
            String stack = labels.get(StackNetworks.STACK);
            if (tenant != null && stack != null) {
                owners.put(
                        StackNetworks.bridge(network.getName()),
                        new Owner.Stack(TenantId.parse(tenant), StackId.parse(stack)));
            }
        }
        return owners;
    }
}
