package io.tickcast.sse.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.market.Signal;
import io.tickcast.sse.FakeResponse;
import io.tickcast.sse.HubLoop;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Sse;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub that misses signals, and takes them from another one. */
class SignalHubTest {
    private static final String AGO = Long.toString(System.currentTimeMillis() - 10_000);

    private final HubLoop loop = new HubLoop(Map.of(), Duration.ofSeconds(2));

    @AfterEach
    void close() {
        loop.close();
    }

    private SignalHub hub() {
        return loop.hub().signals();
    }

    /** The later, the greater its number. */
    private static Signal signal(int n) {
        return new Signal("a", Integer.toString(n), Long.parseLong(AGO) + 5_000 + n, "node", "test.js");
    }

    private FakeResponse open(Optional<String> lastEventId) {
        FakeResponse client = new FakeResponse();
        loop.turn(() -> hub().open(
                        client.asRequest(),
                        SignalNames.ALL,
                        Encoding.IDENTITY,
                        Map.of(),
                        lastEventId,
                        StreamLease.FREE));
        return client;
    }

    private void hear(int... numbers) {
        loop.turn(() -> {
            for (int n : numbers) {
                hub().hear(signal(n));
            }
        });
    }

    private static List<String> data(FakeResponse client) {
        return client.events().stream()
                .map(SseEvent::data)
                .filter(data -> data.matches("\\d+"))
                .toList();
    }

    private static void awaitData(FakeResponse client, Integer... numbers) {
        List<String> expected = List.of(numbers).stream().map(n -> n.toString()).toList();
        Await.until("it was given " + expected, () -> data(client).equals(expected));
    }

    @Test
    void aNewClientIsGreetedAndThenGetsNothingUntilThereIsSomething() {
        FakeResponse client = open(Optional.empty());
        loop.turn(() -> {});
        assertThat(client.writes()).hasSize(1);
        assertThat(client.text(0)).matches("(?s)retry: \\d+\nid: \\d+\nevent: connected\ndata: [^\n]*\n\n");
        hear(1);
        awaitData(client, 1);
    }

    @Test
    void anOpenStreamGetsWhatAnotherOneHasKeptAndThisOneMissed() {
        FakeResponse client = open(Optional.empty());
        hear(1, 2);
        awaitData(client, 1, 2);
        loop.turn(() -> hub().catchUp(List.of(signal(1), signal(2), signal(3), signal(4)), 0));
        loop.turn(() -> hub().catchUp(List.of(signal(3), signal(4)), 0));
        hear(5);
        Await.until("it has the last", () -> data(client).contains("5"));
        List<String> data = data(client);
        assertThat(data)
                .as("the first two perhaps twice")
                .containsSubsequence("1", "2", "3", "4")
                .containsOnlyOnce("3", "4", "5")
                .endsWith("5");
    }

    @Test
    void aClientOfAnotherOneGoesOnOnceThisOneHasWhatThatHasKept() {
        assertThat(open(Optional.of(AGO)).text()).contains("event: reset");
        loop.turn(() -> hub().catchUp(List.of(signal(1), signal(2)), Long.parseLong(AGO) - 5_000));
        FakeResponse client = open(Optional.of(AGO));
        awaitData(client, 1, 2);
        assertThat(client.text())
                .matches("(?s)retry: \\d+\nevent: connected\n.*")
                .doesNotContain("event: reset");
    }

    @Test
    void noTextOfASignalIsTheEndOfALineForAnyReader() {
        String separators = "\\u0085\\u2028\\u2029";
        FakeResponse client = open(Optional.empty());
        loop.turn(() -> hub().hear(new Signal(
                "a",
                "\"x" + (char) 0x85 + (char) 0x2028 + (char) 0x2029 + "y\"",
                Long.parseLong(AGO) + 5_000,
                "node",
                "test.js")));
        Await.until("it was given it", () -> client.text().contains("data: \"x" + separators + "y\"\n\n"));
        assertThat(client.text().chars()).doesNotContain(0x85, 0x2028, 0x2029);
        String greeting = Sse.event("connected", Map.of("node", "x" + (char) 0x2028 + (char) 0x0b + (char) 0x1c))
                .toString();
        assertThat(greeting).isEqualTo("event: connected\ndata: {\"node\": \"x\\u2028\\u000B\\u001C\"}\n\n");
        String most = "\"" + String.valueOf((char) 0x2028).repeat(5_000) + "\"";
        assertThatThrownBy(() -> new Signal("a", most, 1, "node", "test.js")).hasMessageContaining("longer than 16384");
    }

    @Test
    void aNodeThatWasAbsentEndsItsStreamsAndTakesNobodyUntilItHasCaughtUp() {
        loop.turn(() -> hub().catchUp(List.of(), Long.parseLong(AGO) - 5_000));
        FakeResponse client = open(Optional.empty());
        loop.turn(() -> loop.hub().turnAway());
        assertThat(client.isEnded()).isTrue();
        assertThat(client.text()).endsWith("\n\n");
        assertThat(open(Optional.empty()).isEnded()).isTrue();
        loop.turn(() -> loop.hub().admit());
        assertThat(open(Optional.of(AGO)).text()).contains("event: reset");
        loop.turn(() -> hub().catchUp(List.of(), Long.parseLong(AGO) - 5_000));
        assertThat(open(Optional.of(AGO)).text()).contains("event: connected").doesNotContain("event: reset");
        assertThat(loop.stats().getInteger("open")).isEqualTo(2);
    }

    @Test
    void aSignalIsMadeOnceForAllThatWantTheSame() {
        FakeResponse one = open(Optional.empty());
        FakeResponse other = open(Optional.empty());
        int[] heard = new int[1];
        // The payload of a frame is one object for all that the frame is written to; where the loop was held up in
        // between, the other one gets its own.
        Await.until("both are given the same object", () -> {
            hear(++heard[0]);
            String last = Integer.toString(heard[0]);
            Await.until(
                    "both have it",
                    () -> data(one).contains(last) && data(other).contains(last));
            return one.writes().get(one.writes().size() - 1)
                    == other.writes().get(other.writes().size() - 1);
        });
    }

    @Test
    void aStuckClientIsGivenNothingUntilItReads() {
        FakeResponse client = open(Optional.empty());
        loop.turn(client::fill);
        int before = client.writes().size();
        hear(1, 2, 3);
        assertThat(client.writes()).hasSize(before);
        loop.turn(client::drain);
        awaitData(client, 1, 2, 3);
    }

    @Test
    void aClientThatBreaksOffWithinAWriteIsGone() {
        FakeResponse client = open(Optional.empty());
        FakeResponse other = open(Optional.empty());
        client.onWrite(client::breakOff);
        hear(1, 2);
        awaitData(other, 1, 2);
        Await.until("it is gone", () -> loop.stats().getInteger("open") == 1);
        hear(3);
        awaitData(other, 1, 2, 3);
    }
}
