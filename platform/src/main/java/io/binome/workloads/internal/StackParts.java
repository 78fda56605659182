package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.kernel.VolumeId;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.workloads.NetworkSpec;
import io.binome.workloads.Runtime;
import io.binome.workloads.VolumeSpec;
import io.binome.workloads.internal.PartStore.KeptVolume;
import io.binome.workloads.internal.PartStore.Network;
import io.binome.workloads.internal.StackApply.Shared;
import io.binome.workloads.internal.WantedStack.WantedNetwork;
import io.binome.workloads.internal.WantedStack.WantedVolume;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Networks and volumes of an apply. No volume is destroyed here, whatever the plan says. */
final class StackParts {
    private final StackApply apply;
    private final Shared shared;

    StackParts(StackApply apply) {
        this.apply = apply;
        this.shared = apply.shared();
    }

    /** Also what the plan leaves alone is made sure of: somebody may have removed it from the host. */
    void make(WantedStack wanted, List<ResourceChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Parallel.map(wanted.networks().values(), 8, network -> {
            Network made = apply.fenced(transaction -> network(transaction, network));
            shared.runtime()
                    .ensureNetwork(
                            apply.host(),
                            new NetworkSpec(apply.scope().tenant(), apply.stack(), made.hostName(), made.internal()));
            return made;
        });
        Parallel.map(wanted.volumes().values(), 8, volume -> {
            VolumeId id = apply.fenced(transaction -> volume(transaction, volume));
            shared.runtime()
                    .ensureVolume(apply.host(), new VolumeSpec(apply.scope().tenant(), id));
            return id;
        });
        changes.stream()
                .filter(change -> !change.type().equals("service") && change.action() != Action.DELETE)
                .forEach(apply::finished);
    }

    private Network network(Transaction transaction, WantedNetwork wanted) {
        Optional<Network> present = shared.parts().networks(transaction, apply.stack()).stream()
                .filter(network -> network.name().equals(wanted.name()) && !network.leaving())
                .findFirst();
        if (present.isPresent() && present.get().internal() == wanted.internal()) {
            return present.get();
        }
        present.ifPresent(network -> shared.parts().leave(transaction, network.id()));
        UUID id = shared.ids().next();
        String hostName = "binome-" + id.toString().replace("-", "");
        Network made = new Network(id, apply.stack(), wanted.name(), hostName, wanted.internal(), false);
        shared.parts().add(transaction, made, apply.host(), apply.commit());
        shared.stacks().changed(transaction, apply.stack());
        return made;
    }

    private VolumeId volume(Transaction transaction, WantedVolume wanted) {
        Optional<KeptVolume> present = shared.parts().attached(transaction, apply.stack()).stream()
                .filter(volume -> volume.name().equals(wanted.name()))
                .findFirst();
        if (present.isPresent()
                && (wanted.attach() == null
                        || wanted.attach().equals(present.get().id()))) {
            shared.parts().size(transaction, present.get().id(), wanted.sizeBytes());
            return present.get().id();
        }
        present.ifPresent(volume ->
                shared.parts().detach(transaction, volume.id(), shared.clock().instant()));
        VolumeId id = wanted.attach();
        if (id == null) {
            id = new VolumeId(shared.ids().next());
            shared.parts()
                    .add(
                            transaction,
                            id,
                            apply.stack(),
                            apply.host(),
                            wanted.name(),
                            apply.commit(),
                            shared.clock().instant());
        } else if (!shared.parts().attach(transaction, id, apply.stack(), wanted.name(), apply.commit())) {
            throw new StackApply.RolloutFailed("The volume " + id + " can no longer be attached: it is in use or gone");
        }
        shared.parts().size(transaction, id, wanted.sizeBytes());
        shared.stacks().changed(transaction, apply.stack());
        return id;
    }

    /** Takes away what nothing uses any more; data stays. */
    void clear(List<ResourceChange> changes) {
        for (ResourceChange change : changes) {
            if (change.action() == Action.DELETE && change.type().equals("volume")) {
                apply.inStack(transaction -> shared.parts().attached(transaction, apply.stack()).stream()
                        .filter(volume -> volume.name().equals(change.name()))
                        .forEach(volume -> {
                            shared.parts()
                                    .detach(
                                            transaction,
                                            volume.id(),
                                            shared.clock().instant());
                            shared.stacks().changed(transaction, apply.stack());
                            apply.log().line("The volume " + volume.name() + " is kept for 30 days as " + volume.id());
                        }));
                apply.finished(change);
            } else if (change.action() == Action.DELETE && change.type().equals("network")) {
                apply.inStack(transaction -> shared.parts().networks(transaction, apply.stack()).stream()
                        .filter(network -> network.name().equals(change.name()))
                        .forEach(network -> shared.parts().leave(transaction, network.id())));
                apply.finished(change);
            }
        }
        shared
                .database()
                .inTenant(apply.scope(), transaction -> shared.parts().networks(transaction, apply.stack()))
                .stream()
                .filter(Network::leaving)
                .forEach(this::removeNetwork);
    }

    private void removeNetwork(Network network) {
        try {
            shared.runtime().removeNetwork(apply.host(), network.hostName());
        } catch (Runtime.RuntimeRefused refused) {
            if (refused.reason() != Runtime.RuntimeRefused.Reason.NOT_FOUND) {
                apply.log().line("The network " + network.name() + " stays for now: " + refused.getMessage());
                return;
            }
        }
        apply.inStack(transaction -> {
            shared.parts().removeNetwork(transaction, network.id());
            shared.stacks().changed(transaction, apply.stack());
        });
    }
}
