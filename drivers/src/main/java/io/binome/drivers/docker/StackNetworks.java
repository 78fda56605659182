package io.binome.drivers.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantId;
import io.binome.workloads.NetworkSpec;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bridges of stacks, each with a name that the {@link IsolationRules} match and a subnet of its own. */
final class StackNetworks {
    static final String TENANT = "io.binome.tenant";
    static final String STACK = "io.binome.stack";

    private final DockerHost host;

    StackNetworks(DockerHost host) {
        this.host = host;
    }

    void ensure(NetworkSpec spec) {
        host.guard().ensure();
        Map<String, String> labels =
                Map.of(TENANT, spec.tenant().toString(), STACK, spec.stack().toString());
        ensure(spec.name(), spec.internal(), true, labels);
    }

    /** @param talking whether containers on it may speak with one another */
    void ensure(String name, boolean internal, boolean talking, Map<String, String> labels) {
        Network present = find(name);
        if (present != null) {
            check(present, internal);
            return;
        }
        Map<String, String> options = new HashMap<>();
        options.put("com.docker.network.bridge.name", bridge(name));
        options.put("com.docker.network.bridge.enable_icc", Boolean.toString(talking));
        SubnetPool pool =
                new SubnetPool(host.settings().networkPool(), host.settings().networkPrefix());
        host.work("create a network", () -> {
            SubnetPool.Choices choices = pool.choices(name, taken());
            while (true) {
                String subnet = choices.next();
                try {
                    return host.client()
                            .createNetworkCmd()
                            .withName(name)
                            .withDriver("bridge")
                            .withInternal(internal)
                            .withEnableIpv6(false)
                            .withCheckDuplicate(true)
                            .withIpam(new Network.Ipam().withConfig(new Network.Ipam.Config().withSubnet(subnet)))
                            .withOptions(options)
                            .withLabels(labels)
                            .exec()
                            .getId();
                } catch (DockerException refused) {
                    String said = String.valueOf(refused.getMessage());
                    if (said.contains("already exists") && find(name) != null) {
                        return name;
                    }
                    // Somebody took this range in the meantime, or the host routes it elsewhere.
                    if (!said.contains("overlap") && !said.contains("conflicts with network")) {
                        throw refused;
                    }
                }
            }
        });
    }

    void remove(String name) {
        host.work("remove a network", () -> {
            try {
                return host.client().removeNetworkCmd(name).exec();
            } catch (NotFoundException gone) {
                return null;
            }
        });
    }

    /** Refuses what is not a stack's network of this tenant: the host's own network and Docker's default bridge too. */
    void checkOwned(String name, TenantId tenant) {
        Network present = find(name);
        if (present == null) {
            throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "The network " + name + " is not on the host");
        }
        String owner = present.getLabels() == null ? null : present.getLabels().get(TENANT);
        if (!ours(present) || !tenant.toString().equals(owner)) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.ISOLATION, "The network " + name + " is not one of this tenant's stacks");
        }
    }

    static String bridge(String networkName) {
        return IsolationRules.BRIDGE_PREFIX + Sha256.hex(networkName).substring(0, 12);
    }

    private void check(Network present, boolean internal) {
        if (!ours(present)) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.ISOLATION,
                    "A network named " + present.getName()
                            + " is on the host that Binome did not make; the provider has to remove it there, then try"
                            + " again");
        }
        if (Boolean.TRUE.equals(present.getInternal()) != internal) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.CONFLICT,
                    "The network " + present.getName() + " has to be made anew to change whether it leads outside;"
                            + " remove its containers first");
        }
    }

    private static boolean ours(Network present) {
        Map<String, String> options = present.getOptions();
        String bridge = options == null ? null : options.get("com.docker.network.bridge.name");
        return "bridge".equals(present.getDriver()) && bridge(present.getName()).equals(bridge);
    }

    private @Nullable Network find(String name) {
        return host.ask("show a network", () -> {
            try {
                return host.client().inspectNetworkCmd().withNetworkId(name).exec();
            } catch (NotFoundException none) {
                return null;
            }
        });
    }

    private List<String> taken() {
        return host.client().listNetworksCmd().exec().stream()
                .map(Network::getIpam)
                .filter(ipam -> ipam != null && ipam.getConfig() != null)
                .flatMap(ipam -> ipam.getConfig().stream())
                .map(Network.Ipam.Config::getSubnet)
                .filter(subnet -> subnet != null && subnet.indexOf('.') > 0)
                .toList();
    }
}
