package io.binome.server.wiring;

import io.binome.drivers.opentofu.OpenTofuEngine;
import io.binome.drivers.opentofu.OpenTofuSettings;
import io.binome.drivers.opentofu.ProviderCache;
import io.binome.drivers.opentofu.StateAddresses;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.runs.Confinement;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.Sandbox;
import io.binome.secrets.SecretStore;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.states.RunDoor;
import io.binome.states.StateAddress;
import io.binome.states.States;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Stacks of OpenTofu and Terraform. */
@Configuration(proxyBeanMethods = false)
public class OpenTofuWiring {
    /** @param stacks asked only when a run begins: they are made of engines */
    @Bean
    OpenTofuEngine openTofuEngine(
            Settings settings,
            Sandbox sandbox,
            States states,
            Tenants tenants,
            Repositories repositories,
            ObjectProvider<Stacks> stacks,
            RunDoor door,
            SecretStore secrets,
            ProviderCache providers,
            InstantSource clock) {
        return new OpenTofuEngine(
                settings(settings.opentofu()),
                sandbox,
                states,
                addresses(tenants, repositories, stacks),
                door,
                secrets,
                providers,
                clock);
    }

    private static StateAddresses addresses(Tenants tenants, Repositories repositories, ObjectProvider<Stacks> stacks) {
        return (TenantScope scope, StackId id, String workspace) -> {
            Stack stack = stacks.getObject().find(scope, id).orElseThrow();
            return new StateAddress(
                    tenants.get(scope).name(),
                    repositories.byId(scope, stack.repository()).orElseThrow().name(),
                    stack.name(),
                    workspace);
        };
    }

    private static OpenTofuSettings settings(Settings.OpenTofu set) {
        Set<String> hosts = new HashSet<>(set.hosts());
        boolean open = hosts.remove("*");
        hosts.addAll(OpenTofuSettings.REGISTRIES);
        NetworkPolicy network;
        try {
            network = open ? NetworkPolicy.OPEN : new NetworkPolicy.Hosts(hosts);
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.opentofu.hosts: " + wrong.getMessage());
        }
        return new OpenTofuSettings(
                set.versions(),
                set.mirror(),
                network,
                Confinement.Limits.usual()
                        .withMemoryBytes(set.memory().toBytes())
                        .withDiskBytes(set.disk().toBytes())
                        .withTime(set.time()),
                set.grace(),
                set.patience());
    }
}
