package io.tickcast.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limit of streams of an address, and the choice of the address. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AddressLimitsTest {
    private static final String EVENT_SOURCE = "Accept: text/event-stream";
    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
    }

    private void onePerAddress(String proxies) {
        onePerAddress(proxies, "X-Forwarded-For");
    }

    private void onePerAddress(String proxies, String header) {
        node = HttpNode.plan()
                .set("TICKCAST_STREAM_MAX_PER_ADDRESS", "1")
                .set("TICKCAST_HTTP_TRUSTED_PROXIES", proxies)
                .set("TICKCAST_HTTP_FORWARDED_HEADER", header)
                .start();
    }

    private JsonObject status() {
        return new JsonObject(node.get("/api/sse/status").body()).getJsonObject("data");
    }

    private JsonObject arrivals() {
        return status().getJsonObject("arrivals");
    }

    private SseClient from(String header, String value) {
        SseClient client = node.stream("", Map.of(header, value));
        client.next("connected");
        return client;
    }

    private boolean isRefused(String header, String value) {
        try (RawHttp http = node.connect()) {
            // A stream that was let in would not end.
            return http.send("GET /api/sse/prices HTTP/1.1", "Host: a", header + ": " + value)
                            .head()
                            .status()
                    == 503;
        }
    }

    @Test
    void whoHasEnoughIsToldSo() {
        onePerAddress("");
        try (SseClient first = node.greeted("")) {
            RawAnswer browser = node.get("/api/sse/prices", EVENT_SOURCE);
            assertThat(browser.status()).isEqualTo(200);
            assertThat(browser.header("content-type")).hasValue("text/event-stream; charset=utf-8");
            assertThat(browser.body()).matches("""
                            retry: \\d+
                            event: overloaded
                            data: \\{"message": "Too many streams from one address: this node allows 1"}

                            """);
            assertThat(node.get("/api/sse/prices", "Accept: application/json", "ACCEPT: Text/Event-Stream;q=0.9")
                            .status())
                    .isEqualTo(200);
            RawAnswer other = node.get("/api/sse/signals");
            assertThat(other.status()).isEqualTo(503);
            assertThat(other.header("retry-after")).hasValue("3");
            assertThat(new JsonObject(other.body()).getInteger("code")).isZero();
            assertThat(arrivals().getInteger("too_many_of_an_address")).isEqualTo(3);
            assertThat(first.status()).isEqualTo(200);
        }
        Await.until("the place is free", () -> arrivals().getInteger("addresses") == 0);
        node.greeted("").close();
    }

    @Test
    void whoWasRefusedOtherwiseTookNoPlace() {
        onePerAddress("");
        assertThat(node.get("/api/sse/prices?fields=x").status()).isEqualTo(400);
        assertThat(node.request("HEAD", "/api/sse/prices", "").status()).isEqualTo(200);
        assertThat(arrivals().getInteger("addresses")).isZero();
    }

    @Test
    void whoFoundTheNodeFullTookNoPlace() {
        node = HttpNode.plan()
                .set("TICKCAST_STREAM_MAX_PER_ADDRESS", "1")
                .set("TICKCAST_STREAM_MAX_CONNECTIONS", "1")
                .set("TICKCAST_HTTP_TRUSTED_PROXIES", "127.0.0.1")
                .start();
        try (SseClient first = from("X-Forwarded-For", "1.1.1.1")) {
            assertThat(node.get("/api/sse/prices", "X-Forwarded-For: 2.2.2.2").body())
                    .contains("event: overloaded");
            assertThat(node.get("/api/sse/signals", "X-Forwarded-For: 3.3.3.3").body())
                    .contains("event: overloaded");
            assertThat(arrivals().getInteger("addresses")).isEqualTo(1);
            assertThat(first.status()).isEqualTo(200);
        }
    }

    @Test
    void aForgedAddressIsNotBelieved() {
        onePerAddress("10.0.0.1");
        try (SseClient first = from("X-Forwarded-For", "1.1.1.1")) {
            assertThat(isRefused("X-Forwarded-For", "2.2.2.2")).isTrue();
            assertThat(isRefused("Forwarded", "for=2.2.2.2")).isTrue();
            assertThat(first.status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For | 1.1.1.1 | 2.2.2.2 | false",
                "X-Forwarded-For | 1.1.1.1 | 1.1.1.1 | true",
                // What is left of the first one that is no proxy of ours may be anybody's.
                "X-Forwarded-For | 9.9.9.9, 1.1.1.1 | 8.8.8.8, 1.1.1.1 | true",
                "X-Forwarded-For | 1.1.1.1, 10.0.0.7 | 2.2.2.2, 10.0.0.7 | false",
                "X-Forwarded-For | 1.1.1.1:80 | 1.1.1.1:81 | true",
                "X-Forwarded-For | nonsense | 10.0.0.7 , x | true",
                "X-Forwarded-For | 2001:db8::1 | 2001:db8::ffff:2 | true",
                "X-Forwarded-For | 2001:db8::1 | 2001:db8:0:1::1 | false",
                "X-Forwarded-For | 1.1.1.1 | ::ffff:1.1.1.1 | true",
                "Forwarded | for=1.1.1.1;proto=https | For=\"1.1.1.1:99\" | true",
                "Forwarded | for=\"[2001:db8::1]:80\" | for=\"[2001:db8:0:0:5::]\" | true",
                "Forwarded | for=1.1.1.1 | for=2.2.2.2;by=3.3.3.3 | false",
                "Forwarded | for=_hidden | for=unknown | true"
            })
    void whatATrustedProxySaysCounts(String header, String first, String second, boolean same) {
        onePerAddress("127.0.0.0/8,10.0.0.0/8", header);
        try (SseClient client = from(header, first)) {
            if (same) {
                assertThat(isRefused(header, second)).isTrue();
            } else {
                from(header, second).close();
            }
            assertThat(client.status()).isEqualTo(200);
        }
    }

    /** A proxy that writes one of the headers passes the other one on unchecked. */
    @Test
    void theOtherHeaderIsNotBelieved() {
        onePerAddress("127.0.0.1", "Forwarded");
        try (SseClient first = from("Forwarded", "for=6.6.6.6");
                RawHttp second = node.connect()) {
            second.send(
                    "GET /api/sse/prices HTTP/1.1", "Host: a", "X-Forwarded-For: 1.2.3.4", "Forwarded: for=6.6.6.6");
            assertThat(second.head().status()).isEqualTo(503);
            assertThat(first.status()).isEqualTo(200);
        }
    }
}
