package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import io.tickcast.feed.bybit.BybitProtocol;
import io.tickcast.feed.coinbase.CoinbaseProtocol;
import io.tickcast.feed.kraken.KrakenProtocol;
import io.tickcast.feed.okx.OkxProtocol;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The silence of each exchange that means a dead connection, and the one that does not, held against recordings. */
class SilenceTest {
    private static final Duration DATA_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final Silence OKX = new OkxProtocol(List.of(), 1, false).silence();
    private static final Silence BYBIT = new BybitProtocol(List.of(), 1, false).silence();
    private static final Silence COINBASE = new CoinbaseProtocol(List.of(), 1, false).silence();
    private static final Silence KRAKEN = new KrakenProtocol(List.of(), 1, false).silence();

    private static boolean isDead(Silence rule, Duration sinceMessage, Duration sincePrice) {
        return rule.verdict(sinceMessage.toNanos(), sincePrice.toNanos(), true, DATA_TIMEOUT)
                .isPresent();
    }

    private static Duration longest(Stream<Long> pauses) {
        return Duration.ofMillis(pauses.max(Long::compare).orElseThrow());
    }

    /** The longest pause between two frames that were received. */
    private static Duration longestPause(String recording) {
        List<Long> times = Recording.of("/recorded/" + recording + ".recv").frames().stream()
                .map(seconds -> Math.round(Double.parseDouble(seconds) * 1_000))
                .toList();
        return longest(Stream.iterate(1, i -> i < times.size(), i -> i + 1).map(i -> times.get(i) - times.get(i - 1)));
    }

    static Stream<Silence> withHeartbeats() {
        return Stream.of(OKX, BYBIT, COINBASE, KRAKEN);
    }

    @Test
    void aThinPairOfOkxThatRepeatsEachMinuteIsNoDeadConnection() {
        Map<String, Long> newest = new HashMap<>();
        Duration pause = longest(Recording.of("/recorded/okx-v5-tickers-2021-07-22-line1.jsonl").frames().stream()
                .map(JsonObject::new)
                .filter(frame -> frame.containsKey("data")
                        && frame.getJsonObject("arg").getString("channel").equals("tickers"))
                .map(frame -> frame.getJsonArray("data").getJsonObject(0))
                .map(data -> {
                    long time = Long.parseLong(data.getString("ts"));
                    Long before = newest.put(data.getString("instId"), time);
                    return before == null ? 0 : time - before;
                }));

        assertThat(pause).isGreaterThan(DATA_TIMEOUT.dividedBy(30));
        assertThat(isDead(OKX, Duration.ofSeconds(20), pause)).isFalse();
        assertThat(isDead(OKX, Duration.ofSeconds(20), Duration.ofMillis(60_400)))
                .isFalse();
        assertThat(isDead(OKX, Duration.ofSeconds(20), Duration.ofSeconds(91))).isTrue();
    }

    @Test
    void aBookOfBybitThatRepeatsProvesAConnection() {
        Duration pause = longestPause("bybit-v5-spot-orderbook1-2025-06-13");

        assertThat(isDead(BYBIT, pause, Duration.ofMinutes(5))).isFalse();
        assertThat(isDead(BYBIT, pause.multipliedBy(20), Duration.ofMinutes(5))).isTrue();
    }

    @Test
    void aHeartbeatOfKrakenProvesAConnection() {
        Duration pause = longestPause("kraken-v1-ticker-2021-04-05");

        assertThat(pause).isLessThan(Duration.ofSeconds(2));
        assertThat(isDead(KRAKEN, pause, Duration.ofMinutes(5))).isFalse();
        assertThat(isDead(KRAKEN, Duration.ofSeconds(11), A_MOMENT)).isTrue();
    }

    @Test
    void aHeartbeatOfCoinbaseProvesAConnection() {
        assertThat(isDead(COINBASE, Duration.ofSeconds(1), Duration.ofMinutes(5)))
                .isFalse();
        assertThat(isDead(COINBASE, Duration.ofSeconds(11), A_MOMENT)).isTrue();
    }

    @Test
    void withoutHeartbeatsOnlyPricesProveAConnection() {
        assertThat(isDead(Silence.ofPrices(), Duration.ofHours(1), DATA_TIMEOUT))
                .isFalse();
        assertThat(isDead(Silence.ofPrices(), A_MOMENT, DATA_TIMEOUT.plus(A_MOMENT)))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("withHeartbeats")
    void aConnectionThatBringsNothingButHeartbeatsIsReplacedAfterAll(Silence rule) {
        assertThat(isDead(rule, A_MOMENT, Duration.ofMinutes(11))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("withHeartbeats")
    void theFirstPriceComesWithinTheDataTimeout(Silence rule) {
        assertThat(rule.verdict(0, DATA_TIMEOUT.toNanos(), false, DATA_TIMEOUT)).isEmpty();
        assertThat(rule.verdict(0, DATA_TIMEOUT.plus(A_MOMENT).toNanos(), false, DATA_TIMEOUT))
                .contains("open, but without new prices for 30000 ms");
    }

    @ParameterizedTest
    @MethodSource("withHeartbeats")
    void aLongerDataTimeoutIsObeyed(Silence rule) {
        Duration day = Duration.ofDays(1);

        assertThat(rule.verdict(0, Duration.ofHours(23).toNanos(), true, day)).isEmpty();
    }
}
