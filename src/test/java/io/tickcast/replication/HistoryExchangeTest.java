package io.tickcast.replication;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.cluster.Heartbeat;
import io.tickcast.cluster.Peer;
import io.tickcast.market.Gap;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.NamedGap;
import io.tickcast.testing.Await;
import io.tickcast.testing.Mutations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Pages of history as messages of the event bus. */
class HistoryExchangeTest {
    private static final long START = 1_768_028_400_000L;
    private static final int COUNT = 30_000;

    private static final Vertx VERTX = Vertx.vertx();

    private final TickHistory ticks = new TickHistory(VERTX, false);
    private final SignalHistory signals = new SignalHistory(VERTX);
    private final GapHistory gaps = new GapHistory(VERTX);
    private final HistoryPage<Tick> page = new HistoryPage<>(
            List.of(
                    builder("BTCUSDT", START, "95000.00").build(),
                    builder("ETHUSDT", START + 1, "3000.1").build()),
            START,
            2,
            true);

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void aPageOfTicksIsReadAsItWasWritten() {
        HistoryPage<Tick> read = ticks.decode(ticks.encode(page));
        assertThat(read.entries()).hasToString(page.entries().toString());
        assertThat(read.coversFrom()).isEqualTo(START);
        assertThat(read.next()).isEqualTo(2);
        assertThat(read.complete()).isTrue();
    }

    @Test
    void aNodeWhoseAddressIsNotKnownYetIsAskedAgain() {
        Peer peer = new Peer(new Heartbeat("id", "node", 0, true, "ticks.past.late", 0), 0);
        Future<HistoryPage<Tick>> asked = ticks.from(peer, 0);
        VERTX.eventBus().consumer("ticks.past.late", message -> message.reply(ticks.encode(page)));
        assertThat(Await.result(asked)).isEqualTo(page);
    }

    @Test
    void whatIsNotAPageIsRefused() {
        Buffer bytes = ticks.encode(page);
        for (Object message : new Object[] {
            "text",
            new JsonObject(),
            Buffer.buffer("short"),
            bytes.getBuffer(0, bytes.length() - 3),
            Buffer.buffer().appendBuffer(bytes).setInt(17, -5)
        }) {
            assertThatThrownBy(() -> ticks.decode(message)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> signals.decode(message)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> gaps.decode(message)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNodeTakesNoTicksOfADemo() {
        assertThat(new TickHistory(VERTX, true).decode(ticks.encode(page)).entries())
                .isEmpty();
    }

    @Test
    void bytesOfAnotherNodeAreAPageOfTicksOrAreRefused() {
        int pages = new Mutations(8, List.of(ticks.encode(page).getBytes())).bytes(COUNT, input -> {
            try {
                HistoryPage<Tick> read = ticks.decode(Buffer.buffer(input));
                assertThat(read.entries().size()).isLessThan(input.length);
                assertThat(ticks.decode(ticks.encode(read))).isEqualTo(read);
                return true;
            } catch (IllegalArgumentException refused) {
                return false;
            }
        });

        assertThat(pages).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    @Test
    void aMessageOfAnotherNodeIsAPageOfSignalsOrIsRefused() {
        HistoryPage<Signal> past = new HistoryPage<>(
                List.of(
                        new Signal("spread", "{\"bid\": 95000.00}", START, "a", "spread.js"),
                        new Signal("top-10", "[1]", START + 1, "a", "top.js")),
                START,
                2,
                false);

        int pages = new Mutations(9, signals.encode(past).encode()).objects(COUNT, json -> {
            try {
                HistoryPage<Signal> read = signals.decode(json);
                assertThat(signals.decode(new JsonObject(signals.encode(read).encode())))
                        .isEqualTo(read);
                return true;
            } catch (IllegalArgumentException refused) {
                return false;
            }
        });

        assertThat(pages).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    @Test
    void aMessageOfAnotherNodeIsAPageOfGapsOrIsRefused() {
        HistoryPage<NamedGap> past = new HistoryPage<>(
                List.of(
                        new NamedGap(new Gap("binance", "BTCUSDT", 5, 8), START),
                        new NamedGap(new Gap("binance", "ETHUSDT", 1, 1), START + 1)),
                START,
                2,
                false);

        int pages = new Mutations(10, gaps.encode(past).encode()).objects(COUNT, json -> {
            try {
                HistoryPage<NamedGap> read = gaps.decode(json);
                assertThat(gaps.decode(new JsonObject(gaps.encode(read).encode())))
                        .isEqualTo(read);
                return true;
            } catch (IllegalArgumentException refused) {
                return false;
            }
        });

        assertThat(pages).isBetween(COUNT / 10, COUNT * 9 / 10);
    }
}
