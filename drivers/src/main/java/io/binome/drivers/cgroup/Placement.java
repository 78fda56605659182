package io.binome.drivers.cgroup;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Owner;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a group lies and whose it is, read from its name: one level each for Binome, tenant, stack and service, as the
 * Docker driver places containers, with the {@code cgroupfs} driver of the engine ({@code binome/TENANT/…}) or with the
 * {@code systemd} one ({@code binome.slice/binome-TENANT.slice/…}).
 *
 * @param owner null for Binome as a whole
 */
record Placement(String path, @Nullable Owner owner) {
    static final String PLAIN = "binome";
    static final String SLICE = "binome.slice";

    private static final String BUILD = "build";
    private static final String SUFFIX = ".slice";
    private static final Pattern ID =
            Pattern.compile("(\\p{XDigit}{8})(\\p{XDigit}{4})(\\p{XDigit}{4})(\\p{XDigit}{4})" + "(\\p{XDigit}{12})");

    /** Which of the groups on a machine are this server's: others may run there, and others' tests. */
    interface Ours {
        boolean owns(TenantId tenant);

        default boolean owns(Placement placement) {
            return !(placement.owner() instanceof Owner.Tenant tenant) || owns(tenant.tenant());
        }
    }

    boolean hasOwnersBelow() {
        return owner == null || owner instanceof Owner.Tenant || owner instanceof Owner.Stack;
    }

    /** Empty for what is not one of ours, such as the kernel's own files. */
    Optional<Placement> below(String name) {
        return last(name).flatMap(this::ownerBelow).map(found -> new Placement(path + "/" + name, found));
    }

    private Optional<String> last(String name) {
        String own = path.substring(path.lastIndexOf('/') + 1);
        if (!own.endsWith(SUFFIX)) {
            return Optional.of(name);
        }
        String beginning = own.substring(0, own.length() - SUFFIX.length()) + "-";
        return name.startsWith(beginning) && name.endsWith(SUFFIX) && name.length() > beginning.length()
                ? Optional.of(name.substring(beginning.length(), name.length() - SUFFIX.length()))
                : Optional.empty();
    }

    private Optional<Owner> ownerBelow(String name) {
        if (owner instanceof Owner.Tenant(TenantId tenant) && name.equals(BUILD)) {
            return Optional.of(new Owner.Builds(tenant));
        }
        Matcher id = ID.matcher(name);
        if (!id.matches()) {
            return Optional.empty();
        }
        UUID value = UUID.fromString(id.replaceFirst("$1-$2-$3-$4-$5"));
        return Optional.ofNullable(
                switch (owner) {
                    case null -> new Owner.Tenant(new TenantId(value));
                    case Owner.Tenant(TenantId tenant) -> new Owner.Stack(tenant, new StackId(value));
                    case Owner.Stack(TenantId tenant, StackId stack) ->
                        new Owner.Service(tenant, stack, new WorkloadId(value));
                    case Owner.WholeHost _, Owner.Builds _, Owner.Service _ -> null;
                });
    }
}
