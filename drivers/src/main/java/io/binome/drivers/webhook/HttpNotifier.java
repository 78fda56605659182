package io.binome.drivers.webhook;

import io.binome.drivers.network.AddressRules;
import io.binome.notifications.Notifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON. The address that is connected to is the one that was looked at, so that a name cannot mean two things;
 * nothing is redirected, nothing of an answer is kept but its status, and no proxy of the environment is used.
 */
public final class HttpNotifier implements Notifier<Notifier.Post>, Notifier.AddressRule, AutoCloseable {
    private final AddressRules rules;
    private final Duration patience;
    private final CloseableHttpClient client;

    /** @param patience for all of an attempt */
    public HttpNotifier(AddressRules rules, Duration patience) {
        this.rules = rules;
        this.patience = patience;
        Timeout each = Timeout.of(patience);
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new Guarded())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(each)
                                .setSocketTimeout(each)
                                .setTimeToLive(Timeout.ofSeconds(30))
                                .build())
                        .setMaxConnPerRoute(4)
                        .setMaxConnTotal(64)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(each)
                        .setConnectionRequestTimeout(each)
                        .setRedirectsEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Binome-Webhook/1")
                .build();
    }

    /** Refuses what the connection will refuse. */
    private final class Guarded implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] found = SystemDefaultDnsResolver.INSTANCE.resolve(host);
            InetAddress[] allowed = Arrays.stream(found)
                    .filter(address -> rules.refusal(address).isEmpty())
                    .toArray(InetAddress[]::new);
            if (allowed.length == 0) {
                throw new NotAllowed(found.length == 0 ? "it has no address" : refusal(found[0]));
            }
            return allowed;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }

        private String refusal(InetAddress address) {
            return rules.refusal(address).orElse("");
        }
    }

    /** The name leads where no webhook may lead. */
    private static final class NotAllowed extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotAllowed(String reason) {
            super(reason);
        }
    }

    @Override
    public @Nullable String refusal(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (address.getHost() == null || address.getRawUserInfo() != null || address.getRawFragment() != null) {
            return "is no address such as https://example.org/hook";
        }
        if (scheme.equals("https")) {
            return literal(address.getHost());
        }
        if (!scheme.equals("http")) {
            return "must begin with https://";
        }
        return trusted(address.getHost()) ? null : "must begin with https://";
    }

    /** What is written as an address is judged at once; names when they are connected to. */
    private @Nullable String literal(String host) {
        if (!host.startsWith("[") && !host.matches("[0-9.]+")) {
            return null;
        }
        try {
            return rules.refusal(InetAddress.getByName(host))
                    .map(reason -> "may not lead there: " + reason)
                    .orElse(null);
        } catch (UnknownHostException malformed) {
            return "is no address such as https://example.org/hook";
        }
    }

    /** Unencrypted only to networks that the operator listed, and only where the address says so itself. */
    private boolean trusted(String host) {
        if (!host.startsWith("[") && !host.matches("[0-9.]+")) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            return (address.isSiteLocalAddress() || address.isLoopbackAddress())
                    && rules.refusal(address).isEmpty();
        } catch (UnknownHostException malformed) {
            return false;
        }
    }

    @Override
    public Outcome carry(Post post) {
        String refusal = refusal(post.address());
        if (refusal != null) {
            return new Outcome.Never("The address " + refusal + ".", false);
        }
        HttpPost request = new HttpPost(post.address());
        post.headers().forEach(request::setHeader);
        request.setEntity(
                new StringEntity(post.body(), ContentType.create("application/json", StandardCharsets.UTF_8)));
        // A receiver that answers a byte a second keeps each read alive: the whole has an end of its own.
        Thread alarm = Thread.ofVirtual().name("webhook-alarm").start(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(patience.toNanos());
                request.abort();
            } catch (InterruptedException answered) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            ClassicHttpResponse response = client.executeOpen(target(post.address()), request, null);
            return outcome(response.getCode());
        } catch (NotAllowed refused) {
            return new Outcome.Never("The name leads where no webhook may: " + refused.getMessage() + ".", false);
        } catch (UnknownHostException unknown) {
            return new Outcome.NotNow("The name is not known.");
        } catch (SSLException untrusted) {
            return new Outcome.NotNow("The certificate or the encryption was refused.");
        } catch (IOException failed) {
            return new Outcome.NotNow(
                    request.isAborted() ? "No answer within " + patience.toSeconds() + " s." : "No answer.");
        } finally {
            alarm.interrupt();
            // What follows the status is not read, however long it is; the connection goes with it.
            request.abort();
        }
    }

    private static HttpHost target(URI address) {
        return new HttpHost(address.getScheme(), address.getHost(), address.getPort());
    }

    private static Outcome outcome(int status) {
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered("HTTP " + status);
        }
        if (status == 410) {
            return new Outcome.Never("HTTP 410: the receiver wants no more.", true);
        }
        return new Outcome.NotNow(
                status >= 300 && status < 400
                        ? "HTTP " + status + ": redirects are not followed, register the new address."
                        : "HTTP " + status);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException failed) {
            throw new IllegalStateException("The connections of webhooks could not be closed", failed);
        }
    }
}
