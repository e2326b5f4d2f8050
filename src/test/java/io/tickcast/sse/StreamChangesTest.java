package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.sse.admission.StreamLease;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.SseParser;
import io.tickcast.testing.Ticks;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Open streams that are given other symbols and another interval. */
class StreamChangesTest {
    private static final String BITCOIN = "BTCUSDT";
    private static final String ETHER = "ETHUSDT";
    private static final String ACKNOWLEDGED = "ack";
    private static final long LONG = 3_600_000;
    private static final List<String> SYMBOLS = List.of(BITCOIN, ETHER, "SOLUSDT", "XRPUSDT");

    private final HubLoop loop = new HubLoop();
    private final FakeResponse client = new FakeResponse();
    private OpenStream stream;
    private int time;

    @AfterEach
    void close() {
        loop.close();
    }

    private void open(long interval, Optional<String> lastEventId, String... symbols) {
        Subscription wanted = new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of(symbols)), HubLoop.JSON, interval);
        loop.turn(() -> stream = loop.hub()
                .open(client.asConnection(), wanted, SideEvents.NONE, Map.of(), lastEventId, StreamLease.FREE)
                .orElseThrow());
    }

    private void open(long interval, String... symbols) {
        open(interval, Optional.empty(), symbols);
    }

    /** Within a turn. */
    private boolean change(long interval, String... symbols) {
        return stream.whenLive(() -> stream.change(SymbolSelection.of(Set.of(symbols)), interval, this::acknowledge));
    }

    private void acknowledge() {
        client.writes().add(Buffer.buffer("event: " + ACKNOWLEDGED + "\ndata: {}\n\n"));
    }

    /** Within a turn. */
    private void hear(String symbol, int time) {
        loop.hub().tick(tick(symbol, time, Integer.toString(time)));
    }

    /** Prices as {@code symbol=price}, and where a change was acknowledged. */
    private List<String> written() {
        List<String> written = new ArrayList<>();
        new SseParser(event -> {
                    if (event.name().equals("price")) {
                        written.add(name(event) + "=" + event.raw("price"));
                    } else if (event.name().equals(ACKNOWLEDGED)) {
                        written.add(ACKNOWLEDGED);
                    }
                })
                .feed(client.text().getBytes(StandardCharsets.UTF_8));
        return written;
    }

    private static String name(SseEvent price) {
        return price.json().getString("symbol");
    }

    @Test
    void aNewSymbolBeginsWithItsNewestPriceBehindTheAcknowledgement() {
        loop.turn(() -> hear(ETHER, 1));
        open(0, BITCOIN);
        loop.turn(() -> change(0, BITCOIN, ETHER));
        loop.turn(() -> {
            hear(ETHER, 2);
            hear(BITCOIN, 3);
        });
        assertThat(written()).containsExactly(ACKNOWLEDGED, "ETHUSDT=1", "ETHUSDT=2", "BTCUSDT=3");
    }

    @Test
    void whatWaitsForAFlushComesBeforeTheChange() {
        open(0, BITCOIN);
        loop.turn(() -> {
            hear(BITCOIN, 1);
            hear(ETHER, 2);
            change(0, ETHER);
            hear(BITCOIN, 3);
            hear(ETHER, 4);
        });
        loop.turn(() -> {
            hear(BITCOIN, 5);
            hear(ETHER, 6);
        });
        assertThat(written()).containsExactly("BTCUSDT=1", "BTCUSDT=3", ACKNOWLEDGED, "ETHUSDT=4", "ETHUSDT=6");
    }

    @Test
    void theOldIntervalHoldsNothingBackForTheNewOne() {
        open(LONG, BITCOIN, ETHER);
        loop.turn(() -> hear(BITCOIN, 1));
        loop.turn(() -> {
            hear(BITCOIN, 2);
            hear(ETHER, 3);
        });
        assertThat(written()).containsExactly("BTCUSDT=1", "ETHUSDT=3");
        loop.turn(() -> change(0, BITCOIN, ETHER));
        loop.turn(() -> hear(BITCOIN, 4));
        assertThat(written()).containsExactly("BTCUSDT=1", "ETHUSDT=3", ACKNOWLEDGED, "BTCUSDT=2", "BTCUSDT=4");
    }

    @Test
    void whatTheIntervalHoldsBackStaysHeldWhenOnlySymbolsChange() {
        open(LONG, BITCOIN);
        loop.turn(() -> hear(BITCOIN, 1));
        loop.turn(() -> {
            hear(BITCOIN, 2);
            hear(ETHER, 3);
        });
        loop.turn(() -> change(LONG, BITCOIN, ETHER));
        assertThat(written()).containsExactly("BTCUSDT=1", ACKNOWLEDGED, "ETHUSDT=3");
    }

    @Test
    void aStreamOfNothingIsOpenForMore() {
        open(0, BITCOIN);
        loop.turn(() -> change(0));
        loop.turn(() -> hear(BITCOIN, 1));
        loop.turn(() -> change(0, BITCOIN));
        assertThat(written()).containsExactly(ACKNOWLEDGED, ACKNOWLEDGED, "BTCUSDT=1");
    }

    @Test
    void otherStreamsOfTheSameSubscriptionStayAsTheyAre() {
        open(0, BITCOIN);
        FakeResponse other = loop.opened(new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of(BITCOIN)), HubLoop.JSON, 0));
        loop.turn(() -> change(0, ETHER));
        loop.turn(() -> {
            hear(BITCOIN, 1);
            hear(ETHER, 2);
        });
        assertThat(other.prices()).containsExactly("BTCUSDT=1");
        assertThat(written()).containsExactly(ACKNOWLEDGED, "ETHUSDT=2");
    }

    @Test
    void aChangeWaitsForASlowClient() {
        open(0, BITCOIN);
        client.fill();
        loop.turn(() -> hear(BITCOIN, 1));
        loop.turn(() -> {
            hear(ETHER, 2);
            change(0, ETHER);
        });
        assertThat(written()).isEmpty();
        loop.turn(client::drain);
        loop.turn(() -> {});
        assertThat(written()).containsExactly("BTCUSDT=1", ACKNOWLEDGED, "ETHUSDT=2");
    }

    @Test
    void aChangeWaitsForTheEndOfAReplay() {
        open(0, BITCOIN);
        loop.turn(() -> hear(BITCOIN, 1));
        String id = client.lastEventId();
        loop.turn(() -> {
            hear(BITCOIN, 2);
            hear(ETHER, 3);
        });
        client.breakOff();
        client.writes().clear();
        loop.turn(() -> stream = loop.hub()
                .open(
                        client.asConnection(),
                        new Subscription(
                                ExchangeSelection.of(Ticks.EXCHANGE),
                                SymbolSelection.of(Set.of(BITCOIN)),
                                HubLoop.JSON,
                                0),
                        SideEvents.NONE,
                        Map.of(),
                        Optional.of(id),
                        StreamLease.FREE)
                .orElseThrow());
        loop.turn(() -> change(0, ETHER));
        Await.until("it is changed", () -> written().contains("ETHUSDT=3"));
        assertThat(written()).endsWith("BTCUSDT=2", ACKNOWLEDGED, "ETHUSDT=3");
    }

    @Test
    void moreChangesThanMayWaitAreRefused() {
        open(0, BITCOIN);
        client.fill();
        loop.turn(() -> {
            for (int i = 0; i < StreamChanges.MAX_WAITING; i++) {
                assertThat(change(0, ETHER)).isTrue();
            }
            assertThat(change(0, ETHER)).isFalse();
        });
        loop.turn(client::drain);
        loop.turn(() -> {});
        assertThat(written()).hasSize(StreamChanges.MAX_WAITING);
    }

    @Test
    void aStreamThatHasClosedIsChangedNoMore() {
        open(0, BITCOIN);
        client.fill();
        loop.turn(() -> change(0, ETHER));
        loop.turn(client::breakOff);
        loop.turn(client::drain);
        loop.turn(() -> change(0, ETHER));
        assertThat(written()).isEmpty();
    }

    /**
     * Every tick of a symbol from its acknowledgement to that of its end, and nothing else, in order. A new symbol begins
     * with its newest price.
     */
    @RepeatedTest(20)
    void noTickOfASymbolThatStaysIsLost(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        Set<String> subscribed = new HashSet<>(Set.of(BITCOIN));
        List<String> expected = new ArrayList<>();
        SortedMap<String, Integer> newest = new TreeMap<>();
        // As of the last acknowledgement.
        Set<String> now = new HashSet<>(subscribed);
        open(0, BITCOIN);
        for (int turn = 0; turn < 60; turn++) {
            loop.turn(() -> {
                for (int i = random.nextInt(6); i > 0; i--) {
                    String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
                    newest.put(symbol, ++time);
                    hear(symbol, time);
                    if (now.contains(symbol)) {
                        expected.add(symbol + "=" + time);
                    }
                    if (random.nextInt(3) == 0) {
                        turnOver(subscribed, random);
                        Set<String> wanted = Set.copyOf(subscribed);
                        stream.whenLive(() -> stream.change(SymbolSelection.of(wanted), 0, () -> {
                            acknowledge();
                            expected.add(ACKNOWLEDGED);
                            newest.forEach((held, price) -> {
                                if (wanted.contains(held) && !now.contains(held)) {
                                    expected.add(held + "=" + price);
                                }
                            });
                            now.clear();
                            now.addAll(wanted);
                        }));
                    }
                }
            });
        }
        assertThat(expected).hasSizeGreaterThan(60);
        assertThat(written()).containsExactlyElementsOf(expected);
    }

    private static void turnOver(Set<String> subscribed, Random random) {
        String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
        if (!subscribed.remove(symbol)) {
            subscribed.add(symbol);
        }
    }

    /**
     * Whatever its interval, however slowly its client reads and however often it breaks off, a stream gets the prices of
     * its symbols in order, and in the end the newest of each.
     */
    @RepeatedTest(20)
    void noNewestPriceIsLost(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        Set<String> subscribed = new HashSet<>(Set.of(BITCOIN));
        Map<String, Integer> newest = new HashMap<>();
        List<String> earlier = new ArrayList<>();
        open(0, BITCOIN);
        for (int turn = 0; turn < 60; turn++) {
            boolean breaksOff = random.nextInt(10) == 0;
            loop.turn(() -> {
                for (int i = random.nextInt(6); i > 0; i--) {
                    String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
                    newest.put(symbol, ++time);
                    hear(symbol, time);
                    if (random.nextInt(3) == 0) {
                        turnOver(subscribed, random);
                        change(random.nextBoolean() ? LONG : 0, subscribed.toArray(String[]::new));
                    }
                    switch (random.nextInt(6)) {
                        case 0 -> client.fill();
                        case 1 -> client.drain();
                        default -> {}
                    }
                }
            });
            if (breaksOff) {
                assertInOrder();
                earlier.addAll(written());
                comesBack(random.nextBoolean() ? LONG : 0, subscribed.toArray(String[]::new));
            }
        }
        loop.turn(client::drain);
        Await.until("nothing is on its way to it", () -> {
            loop.turn(() -> {});
            return loop.stats().getInteger("behind") == 0 && loop.stats().getInteger("replaying") == 0;
        });
        loop.turn(() -> change(0, subscribed.toArray(String[]::new)));
        assertInOrder();
        newest.keySet().retainAll(subscribed);
        // What it had when it broke off does not come again.
        List<String> received = new ArrayList<>(earlier);
        received.addAll(written());
        newest.forEach((symbol, price) -> assertThat(received.stream().filter(one -> one.startsWith(symbol + "=")))
                .as("the newest one of %s", symbol)
                .last()
                .isEqualTo(symbol + "=" + price));
    }

    /** The client asks for the same again, from where it was. */
    private void comesBack(long interval, String... symbols) {
        String id = client.lastEventId();
        loop.turn(client::breakOff);
        loop.turn(client::drain);
        Optional<String> lastEventId = Optional.of(id).filter(any -> !any.isEmpty());
        // What was written before is not its own.
        client.writes().clear();
        open(interval, lastEventId, symbols);
    }

    private void assertInOrder() {
        Map<String, Integer> last = new HashMap<>();
        for (String one : written()) {
            if (!one.equals(ACKNOWLEDGED)) {
                String[] parts = one.split("=");
                int price = Integer.parseInt(parts[1]);
                assertThat(price).as(parts[0]).isGreaterThanOrEqualTo(last.getOrDefault(parts[0], 0));
                last.put(parts[0], price);
            }
        }
    }
}
