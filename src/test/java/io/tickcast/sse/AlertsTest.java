package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.signal.SignalNames;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseEvent;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts on a price stream that does not keep up. */
class AlertsTest {
    private final HubLoop loop = new HubLoop();

    @AfterEach
    void close() {
        loop.close();
    }

    private FakeResponse open() {
        FakeResponse client = new FakeResponse();
        SideEvents besides = new SideEvents(Optional.of(SignalNames.ALL), Optional.empty(), Optional.of("me"));
        loop.turn(() -> loop.hub()
                .open(client.asRequest(), HubLoop.ALL, besides, Map.of(), Optional.empty(), StreamLease.FREE));
        return client;
    }

    /** Within a turn. */
    private void alert(int n) {
        loop.hub().signals().hear(Signal.ofAlert("f" + n, "me", Integer.toString(n), System.currentTimeMillis()));
    }

    private static List<String> alerts(FakeResponse client) {
        return client.events().stream()
                .filter(event -> event.name().equals("alert"))
                .map(SseEvent::data)
                .toList();
    }

    private JsonObject signals() {
        return loop.signalStats();
    }

    @Test
    void theyWaitForAStreamThatIsBehindAndSignalsDoNot() {
        FakeResponse client = open();
        client.fill();
        loop.turn(() -> {
            alert(1);
            alert(2);
            loop.hub().signals().hear(new Signal("a", "3", System.currentTimeMillis(), "node", "test.js"));
        });
        Await.until("the signal is dropped", () -> signals().getInteger("dropped") == 1);
        assertThat(alerts(client)).isEmpty();
        loop.turn(client::drain);
        Await.until("it has them", () -> alerts(client).equals(List.of("1", "2")));
        assertThat(client.text()).doesNotContain("event: signal");
        assertThat(signals().getInteger("sent")).isEqualTo(2);
    }

    @Test
    void theyComeBeforeTheNextOne() {
        FakeResponse client = open();
        client.fill();
        loop.turn(() -> {
            alert(1);
            loop.hub().signals().hear(new Signal("a", "1", System.currentTimeMillis(), "node", "test.js"));
        });
        Await.until("it was looked at", () -> signals().getInteger("dropped") == 1);
        loop.turn(() -> {
            client.drain();
            alert(2);
        });
        Await.until("it has both", () -> alerts(client).equals(List.of("1", "2")));
    }

    @Test
    void theNewestHundredWait() {
        FakeResponse client = open();
        client.fill();
        loop.turn(() -> {
            for (int n = 1; n <= 150; n++) {
                alert(n);
            }
        });
        Await.until("the first are dropped", () -> signals().getInteger("dropped") == 50);
        loop.turn(client::drain);
        Await.until("it has the others", () -> alerts(client).size() == 100);
        assertThat(alerts(client)).startsWith("51").endsWith("150");
    }

    @Test
    void nothingWaitsForAStreamThatHasEnded() {
        FakeResponse client = open();
        client.fill();
        loop.turn(() -> alert(1));
        loop.turn(client::breakOff);
        loop.turn(client::drain);
        loop.turn(() -> alert(2));
        assertThat(alerts(client)).isEmpty();
    }

    @Test
    void thoseOfAMergeWithAnotherNodeAndThoseBeforeItCome() {
        FakeResponse client = open();
        long now = System.currentTimeMillis();
        loop.turn(() -> {
            alert(1);
            loop.hub()
                    .signals()
                    .catchUp(
                            List.of(
                                    Signal.ofAlert("f2", "me", "2", now + 1),
                                    new Signal("a", "1", now + 2, "node", "test.js"),
                                    Signal.ofAlert("f3", "you", "3", now + 3)),
                            now - 60_000);
        });
        Await.until("it has both", () -> alerts(client).containsAll(List.of("1", "2")));
        loop.turn(() -> alert(4));
        Await.until("it has the next one", () -> alerts(client).contains("4"));
        assertThat(alerts(client)).containsExactlyInAnyOrder("1", "2", "4");
    }
}
