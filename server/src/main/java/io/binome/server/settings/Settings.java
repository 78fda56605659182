package io.binome.server.settings;

import io.binome.secrets.VaultKeySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Everything that can be set, read once at the start from {@code binome.properties}, the environment and arguments. */
@ConfigurationProperties(prefix = "binome", ignoreUnknownFields = false)
public record Settings(
        @Description("Folder for what must outlive the process: the embedded database, keys, the edge's state.")
        @DefaultValue(".binome")
        Path home,

        @Description("Address to listen on. Anything but loopback needs tls.certificate or proxyTerminatesTls.")
        @DefaultValue("127.0.0.1")
        String address,

        @Description("Port to listen on.") @DefaultValue("8420")
        int port,

        @Description("Address under which people reach this server, for links; made from address and port when empty.")
        @Nullable
        String publicUrl,

        @Description(
                "Set to true when a proxy in front of this server terminates TLS, so that it may listen elsewhere than on loopback.")
        @DefaultValue("false")
        boolean proxyTerminatesTls,

        @DefaultValue Tls tls,
        @DefaultValue DatabaseServer database,
        @DefaultValue VaultKey vaultKey,
        @DefaultValue Docker docker,
        @DefaultValue EdgeProxy edge,
        @DefaultValue Work work,
        @DefaultValue RunLimits runs,
        @DefaultValue OpenTofu opentofu,
        @DefaultValue DriftLooks drift,
        @DefaultValue Meter metering,
        @DefaultValue Shell shell,
        @DefaultValue State state,
        @DefaultValue Provider provider,
        @DefaultValue Agreement contract,
        @DefaultValue Mail mail,
        @DefaultValue Noticing notices,
        @DefaultValue Hooks webhooks) {

    /** HTTPS of this server itself. */
    public record Tls(
            @Description("PEM file with the certificate chain.") @Nullable
            Path certificate,

            @Description("PEM file with the certificate's private key.") @Nullable
            Path key) {}

    /** An external PostgreSQL 18; embedded when the address is empty. */
    public record DatabaseServer(
            @Description("JDBC address of an external PostgreSQL; the embedded one is used when empty.") @Nullable
            String url,

            @Description("Role that owns the database there.") @DefaultValue("binome")
            String user,

            @Description("File that holds its password.") @Nullable
            Path passwordFile) {}

    /** The master key where Vault or OpenBao keeps it; {@link VaultKeySettings} says more. */
    public record VaultKey(
            @Description(
                    "Vault or OpenBao whose transit engine keeps the master key, such as https://vault.example:8200; the key is in a file or a variable when empty.")
            @Nullable
            String address,

            @Description("Namespace there.") @Nullable String namespace,

            @Description("PEM file with the certificates that its own must come from; the system's when empty.")
            @Nullable
            Path authority,

            @Description("Where the transit engine is mounted.") @DefaultValue("transit")
            String mount,

            @Description("Name of the key in it.") @DefaultValue("binome")
            String key,

            @Description("How to sign in: approle, jwt, or token for one that somebody else renews.")
            @DefaultValue("approle")
            String login,

            @Description("Where the login's method is mounted; under its name when empty.") @Nullable
            String loginMount,

            @Description("The role-id, or the role of the JWT.") @Nullable
            String role,

            @Description("File with the secret-id, the JWT or the token; it is read anew at each sign-in.") @Nullable
            Path credentialFile,

            @Description(
                    "For how long keys of tenants are used without asking Vault again; they are renewed at half of it. At least twice opentofu.time, so that no apply outlives them.")
            @DefaultValue("4h")
            Duration keptFor) {
        /** @throws UnsafeSettingException for what cannot be; empty where no address is set */
        public Optional<VaultKeySettings> settings() {
            try {
                return VaultKeySettings.of(this::text);
            } catch (IllegalArgumentException wrong) {
                throw new UnsafeSettingException(String.valueOf(wrong.getMessage()));
            }
        }

        private @Nullable String text(String name) {
            Object value =
                    switch (name) {
                        case "address" -> address;
                        case "namespace" -> namespace;
                        case "authority" -> authority;
                        case "mount" -> mount;
                        case "key" -> key;
                        case "login" -> login;
                        case "login-mount" -> loginMount;
                        case "role" -> role;
                        case "credential-file" -> credentialFile;
                        case "kept-for" -> keptFor;
                        default -> null;
                    };
            return value == null ? null : value.toString();
        }
    }

    /** The container engine of the first host. */
    public record Docker(
            @Description("Where the engine of the first host answers: unix:///path or tcp://address:port.")
            @DefaultValue("unix:///var/run/docker.sock")
            String host,

            @Description("Private range, in CIDR form, that the networks of stacks are cut from.")
            @DefaultValue("10.213.0.0/16")
            String networkPool) {}

    /** The proxy in front of the published services. */
    public record EdgeProxy(
            @Description("Address on which published services answer.") @DefaultValue("127.0.0.1")
            String address,

            @Description("HAProxy's program.") @DefaultValue("haproxy")
            String program) {}

    /** How much is done side by side. */
    public record Work(
            @Description("Jobs that run at the same time in this process.") @DefaultValue("8")
            int concurrency,

            @Description("Networks, in CIDR form, in which hosts may be registered without TLS.") @DefaultValue({})
            List<String> trustedNetworks) {}

    /** What executes the code of authors. */
    public record RunLimits(
            @Description(
                    "Memory that all confined runs together may use, such as 4GB; runs wait for their share of it. Half of what the server's heap leaves of the machine when empty.")
            @Nullable
            DataSize memory,

            @Description(
                    "Private networks, in CIDR form, that a run may reach where the network policy of its stack allows the host.")
            @DefaultValue({})
            List<String> networks,

            @Description(
                    "Set to true to run the code of authors without a sandbox, with all the rights of this server. Never where authors are not its operators.")
            @DefaultValue("false")
            boolean unconfined) {}

    /** Runs of OpenTofu and Terraform. */
    public record OpenTofu(
            @Description(
                    "Folder with more versions of OpenTofu and Terraform than the PATH has: tofu_1.9.0, or 1.9.0/terraform.")
            @Nullable
            Path versions,

            @Description("Folder with provider packages of your own, laid out as a filesystem mirror.") @Nullable
            Path mirror,

            @Description(
                    "Hosts that runs may reach, such as api.example.com or *.example.org, beside those that providers and modules come from; * for every host of the Internet.")
            @DefaultValue({})
            List<String> hosts,

            @Description("Memory of one run.") @DefaultValue("1GB")
            DataSize memory,

            @Description("Disk of one run.") @DefaultValue("4GB")
            DataSize disk,

            @Description("A run is ended after so long.") @DefaultValue("1h")
            Duration time,

            @Description("A cancelled apply gets so long to end in good order before it is killed.") @DefaultValue("2m")
            Duration grace,

            @Description(
                    "A run waits so long for Vault where it is sealed or does not answer; then it fails, and nothing is applied.")
            @DefaultValue("2m")
            Duration patience) {}

    /** Looking for drift. */
    public record DriftLooks(
            @Description(
                    "How often each stack is looked at for drift; a minute at least. Stacks of Compose are watched all the time.")
            @DefaultValue("24h")
            Duration every,

            @Description("So many of the newest looks at each stack are kept, with their logs.") @DefaultValue("30")
            int newest,

            @Description("And all looks that found drift and are younger than this.") @DefaultValue("90d")
            Duration found) {}

    /** Telling people. */
    public record Noticing(
            @Description(
                    "How often is looked at what nobody does but people want to know, such as a budget that is used up; a second at least.")
            @DefaultValue("5m")
            Duration every) {
        public Noticing {
            if (every.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new UnsafeSettingException("binome.notices.every must be a second at least.");
            }
        }
    }

    /** Measuring what services use. */
    public record Meter(
            @Description("How often the counters of each host are read; between 100ms and 1m.") @DefaultValue("5s")
            Duration every,

            @Description(
                    "What was read is written at least so often; what was not written when a server dies is read again.")
            @DefaultValue("30s")
            Duration write,

            @Description("Hours are closed so long after their end. What comes later becomes a correction of them.")
            @DefaultValue("5m")
            Duration grace,

            @Description(
                    "The provider's people are told when the agent of a host was not heard for longer; a minute at least.")
            @DefaultValue("15m")
            Duration silentAfter) {
        public Meter {
            if (silentAfter.compareTo(Duration.ofMinutes(1)) < 0) {
                throw new UnsafeSettingException("binome.metering.silent-after must be a minute at least.");
            }
        }
    }

    /** Shells in services. */
    public record Shell(
            @Description("A shell in which nothing was typed or shown for so long is closed.") @DefaultValue("15m")
            Duration idle,

            @Description("A shell is closed after so long whatever happens in it.") @DefaultValue("8h")
            Duration longest,

            @Description("Shells that one tenant may have open at the same time at this process.") @DefaultValue("20")
            int perTenant) {}

    /** States of OpenTofu and Terraform. */
    public record State(
            @Description("A state larger than this is refused.") @DefaultValue("128MB")
            DataSize largest,

            @Description("So many of the newest versions of each state are kept for good.") @DefaultValue("200")
            int versions,

            @Description("And all versions that are younger than this.") @DefaultValue("90d")
            Duration age) {}

    /** The company that operates this Binome; used at the first start only. */
    public record Provider(
            @Description("Name of the provider in addresses.") @DefaultValue("provider")
            String name,

            @Description("Name of the provider as people write it.") @DefaultValue("Provider")
            String title,

            @Description("E-mail address of its first owner.") @DefaultValue("owner@localhost")
            String ownerEmail) {}

    /** What the provider and its tenants agree. */
    public record Agreement(
            @Description(
                    "File with the contract that is offered to new tenants, in the form of contract.yaml; the one that comes with Binome when empty.")
            @Nullable
            Path offer) {}

    /** How people are mailed. */
    public record Mail(
            @Description("Mail server (SMTP) that takes what is mailed to people; nothing is mailed when empty.")
            @Nullable
            String host,

            @Description("Its port: 587 for starttls, 465 for tls.") @DefaultValue("587")
            int port,

            @Description("How the way there is encrypted: starttls, tls, or none for a mail server on this machine.")
            @DefaultValue("starttls")
            String security,

            @Description("User to sign in as; none when empty.") @Nullable
            String user,

            @Description("File that holds the user's password.") @Nullable
            Path passwordFile,

            @Description("Sender, such as Binome <binome@example.org>.") @DefaultValue("Binome <binome@localhost>")
            String from,

            @Description(
                    "A mail waits so long for what else happens to the same change, and is not sent when it was read in the console meanwhile.")
            @DefaultValue("1m")
            Duration delay,

            @Description("Language of mails to people who have chosen none: en or fr.") @DefaultValue("en")
            String language,

            @Description("Time zone of people who have chosen none, such as Europe/Paris.") @DefaultValue("UTC")
            String zone) {}

    /** Where notices are posted to. */
    public record Hooks(
            @Description(
                    "Networks, in CIDR form, that webhooks may lead to although they are private or this machine's own.")
            @DefaultValue({})
            List<String> networks) {}

    /** Whether what goes between the browser and whoever is in front is encrypted. */
    public boolean encrypted() {
        return tls.certificate() != null || proxyTerminatesTls || linkBase().startsWith("https://");
    }

    /** The address for links, without a trailing slash. */
    public String linkBase() {
        if (publicUrl != null && !publicUrl.isBlank()) {
            return publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
        }
        String host = address.equals("0.0.0.0") || address.equals("::") ? "localhost" : address;
        return (tls.certificate() == null ? "http" : "https") + "://" + (host.contains(":") ? "[" + host + "]" : host)
                + ":" + port;
    }
}
