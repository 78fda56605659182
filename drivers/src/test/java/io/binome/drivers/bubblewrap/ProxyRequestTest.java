package io.binome.drivers.bubblewrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.drivers.bubblewrap.ProxyRequest.Body;
import io.binome.drivers.bubblewrap.ProxyRequest.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRequestTest {
    @Test
    void readsBothForms() throws Malformed {
        ProxyRequest connect = ProxyRequest.parse("CONNECT Registry.Example.org:443 HTTP/1.1\r\nHost: whatever");
        assertThat(connect.connect()).isTrue();
        assertThat(connect.host()).isEqualTo("registry.example.org");
        assertThat(connect.port()).isEqualTo(443);
        ProxyRequest lock =
                ProxyRequest.parse("LOCK http://state.binome.internal/a/b?c=d HTTP/1.1\r\nHost: elsewhere\r\n"
                        + "Connection: X-Mine, keep-alive\r\nContent-Length: 5\r\nAuthorization: Basic eA==");
        assertThat(lock.body()).isEqualTo(new Body.Sized(5));
        assertThat(new String(lock.forwarded(), ISO_8859_1))
                .isEqualTo("LOCK /a/b?c=d HTTP/1.1\r\nHost: state.binome.internal\r\nConnection: close\r\n"
                        + "Content-Length: 5\r\nAuthorization: Basic eA==\r\n\r\n");
        assertThat(ProxyRequest.parse("CONNECT [::1]:80 HTTP/1.1").host()).isEqualTo("::1");
        assertThat(ProxyRequest.parse("GET http://a?x HTTP/1.0").path()).isEqualTo("/?x");
        assertThat(ProxyRequest.parse("PUT http://a/ HTTP/1.1\r\nTransfer-Encoding: chunked")
                        .body())
                .isEqualTo(new Body.Chunked());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1",
                "GET https://a/ HTTP/1.1",
                "GET http://user@a/ HTTP/1.1",
                "GET http://a:99999/ HTTP/1.1",
                "GET http://a/ b HTTP/1.1",
                "GET http://a/#x HTTP/1.1",
                "CONNECT a HTTP/1.1",
                "CONNECT a:0 HTTP/1.1",
                "CONNECT a:1/x HTTP/1.1",
                "GET http://a/ HTTP/2.0",
                "GET http://a/ HTTP/1.1\r\n folded: x",
                "GET http://a/ HTTP/1.1\r\nA: x\r\n y",
                "GET http://a/ HTTP/1.1\r\nA : x",
                "GET http://a/ HTTP/1.1\r\nA: x\ny",
                "GET http://a/ HTTP/1.1\r\nA: x\rB: y",
                "GET http://a/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1",
                "GET http://a/ HTTP/1.1\r\nContent-Length: +1",
                "GET http://a/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
                "GET http://a/ HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
                "GET http://a/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked"
            })
    void refusesWhatTwoReadersMightReadInTwoWays(String head) {
        assertThatThrownBy(() -> ProxyRequest.parse(head)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/other",
                "/states/../tenants",
                "/states/%2e%2e/x",
                "/states/%2E./x",
                "/states//x",
                "/states/..;/x",
                "/states/a%2Fb",
                "/states/%252e",
                "/states/a\\b",
                "/state"
            })
    void staysBelowTheDoor(String path) throws Malformed {
        assertThat(ProxyRequest.parse("GET http://a" + path + " HTTP/1.1").below("/states/"))
                .isFalse();
        assertThat(ProxyRequest.parse("GET http://a/states/x?../ HTTP/1.1").below("/states/"))
                .isTrue();
    }
}
