package io.tickcast.http;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many streams an address may have, how old they may be, and how long the head of a request may take. */
class StreamLimitsTest {
  private static final String EVENT_SOURCE = "Accept: text/event-stream";
  private HttpNode node;

  @AfterEach
  void close() {
    node.close();
  }

  private void onePerAddress(String proxies) {
    node = HttpNode.plan().set("TICKCAST_STREAM_MAX_PER_ADDRESS", "1")
        .set("TICKCAST_HTTP_TRUSTED_PROXIES", proxies).start();
  }

  private JsonObject arrivals() {
    return new JsonObject(node.get("/api/sse/status").body()).getJsonObject("data").getJsonObject("arrivals");
  }

  private SseClient from(String header, String value) {
    SseClient client = node.stream("", Map.of(header, value));
    client.next("connected");
    return client;
  }

  private boolean isRefused(String header, String value) {
    return node.get("/api/sse/prices", header + ": " + value).status() == 503;
  }

  @Test
  void whoHasEnoughIsToldSo() {
    onePerAddress("");
    try (SseClient first = node.greeted("")) {
      RawAnswer browser = node.get("/api/sse/prices", EVENT_SOURCE);
      assertThat(browser.status()).isEqualTo(200);
      assertThat(browser.header("content-type")).hasValue("text/event-stream");
      assertThat(browser.body()).matches("retry: \\d+\nevent: overloaded\n"
          + "data: \\{\"message\": \"Too many streams of one"
          + " address: this node lets each have 1\"}\n\n");
      RawAnswer other = node.get("/api/sse/signals");
      assertThat(other.status()).isEqualTo(503);
      assertThat(other.header("retry-after")).hasValue("3");
      assertThat(new JsonObject(other.body()).getInteger("code")).isZero();
      assertThat(arrivals().getInteger("too_many_of_an_address")).isEqualTo(2);
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
  void aForgedAddressIsNotBelieved() {
    onePerAddress("10.0.0.1");
    try (SseClient first = from("X-Forwarded-For", "1.1.1.1")) {
      assertThat(isRefused("X-Forwarded-For", "2.2.2.2")).isTrue();
      assertThat(isRefused("Forwarded", "for=2.2.2.2")).isTrue();
      assertThat(first.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
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
      "Forwarded | for=_hidden | for=unknown | true"})
  void whatATrustedProxySaysCounts(String header, String first, String second, boolean same) {
    onePerAddress("127.0.0.0/8,10.0.0.0/8");
    try (SseClient client = from(header, first)) {
      if (same) {
        assertThat(isRefused(header, second)).isTrue();
      } else {
        from(header, second).close();
      }
      assertThat(client.status()).isEqualTo(200);
    }
  }

  @Test
  void aStreamEndsAtItsAge() {
    node = HttpNode.plan().set("TICKCAST_STREAM_MAX_AGE", "1s").start();
    SseClient prices = node.greeted("");
    SseClient signals = node.signals("");
    Await.result(prices.ended());
    Await.result(signals.ended());
    assertThat(node.get("/metrics").body()).contains("tickcast_streams_closed_total{cause=\"age\"} 2.0");
  }

  @Test
  void aHeadThatIsNotDoneInTimeIsTheEndOfItsConnection() {
    node = HttpNode.plan().set("TICKCAST_HTTP_HEADER_TIMEOUT", "200ms")
        .set("TICKCAST_STREAM_HEARTBEAT", "50ms").start();
    try (RawHttp silent = node.connect(); RawHttp slow = node.connect(); RawHttp second = node.connect();
        SseClient stream = node.greeted("")) {
      slow.sendBytes("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes());
      second.send("GET /health/live HTTP/1.1", "Host: a");
      assertThat(second.answer().status()).isEqualTo(200);
      second.sendBytes("GET /hea".getBytes());

      assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
      assertThat(second.rest()).startsWith("HTTP/1.1 408 ");
      assertThat(silent.rest()).isEmpty();
      for (int i = 0; i < 10; i++) {
        stream.next("heartbeat");
      }
    }
  }
}
