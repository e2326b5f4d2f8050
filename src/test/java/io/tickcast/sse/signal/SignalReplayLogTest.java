package io.tickcast.sse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalReplayLogTest {
    private static final long START = 1_704_868_500_000L;
    private static final long SPAN = 60_000;
    private static final long CLOCKS = 2_000;
    private static final int MAX_SIGNALS = 100;

    private final SignalReplayLog log = logWith(0);

    private static SignalReplayLog logWith(long clocks) {
        return new SignalReplayLog(SPAN, MAX_SIGNALS, Long.MAX_VALUE, clocks, START, () -> 0);
    }

    /** @param at ms after the start, when it is published and arrives */
    private static Signal signal(String name, int n, long at) {
        return new Signal(name, Integer.toString(n), START + at, "node", "test.js");
    }

    private static void add(SignalReplayLog log, String name, int n, long at) {
        log.append(signal(name, n, at), START + at);
    }

    private static List<Integer> kept(SignalReplayLog log) {
        return from(log, log.tail());
    }

    private static List<Integer> from(SignalReplayLog log, long position) {
        return LongStream.range(position, log.head())
                .mapToObj(at -> Integer.parseInt(log.at(at).signal().json()))
                .toList();
    }

    private static List<Integer> resumed(SignalReplayLog log, long at, long now) {
        return from(
                log,
                log.resumeFrom(
                        log.resumable(Long.toString(START + at), START + now).orElseThrow()));
    }

    private static Integer[] numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toArray(Integer[]::new);
    }

    @Test
    void anEventIsItsNameItsCursorAndItsJsonAsPublished() {
        Signal signal = new Signal("spread", "{\"币\": 95000.00}", START, "node", "spread.js");
        log.append(signal, START);
        assertThat(new String(log.at(0).event(), StandardCharsets.UTF_8))
                .isEqualTo("event: spread\nid: 1704868500000\ndata: {\"币\": 95000.00}\n\n");
        assertThat(log.at(0).signal()).isEqualTo(signal);
        assertThat(new String(log.at(0).besidePrices(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "event: signal\ndata: {\"name\":\"spread\",\"time\":1704868500000,\"data\":{\"币\": 95000.00}}\n\n");
    }

    private static Signal alert(int n, long at) {
        return Signal.ofAlert("msg_" + n, "me", Integer.toString(n), START + at);
    }

    @Test
    void anAlertIsAnEventOfItsOwnAlsoBesidePrices() {
        log.append(alert(1, 0), START);
        assertThat(new String(log.at(0).event(), StandardCharsets.UTF_8))
                .isEqualTo("event: alert\nid: 1704868500000\ndata: 1\n\n");
        assertThat(new String(log.at(0).besidePrices(), StandardCharsets.UTF_8)).isEqualTo("event: alert\ndata: 1\n\n");
    }

    @Test
    void anAlertIsKeptOnceHoweverOftenItIsAnnounced() {
        log.append(alert(1, 0), START);
        log.append(alert(2, 1), START + 1);
        log.append(alert(1, 2), START + 2);
        assertThat(kept(log)).containsExactly(1, 2);
        log.merge(List.of(alert(1, 5), alert(2, 6), alert(3, 7)), START, START + 10);
        assertThat(kept(log)).containsExactly(1, 2, 3);
        log.append(alert(3, 20), START + 20);
        assertThat(kept(log)).containsExactly(1, 2, 3);
        assertThat(log.isNewest(log.tail())).as("each is its own").isTrue();
        log.expire(START + 3 * SPAN);
        log.append(alert(1, 3 * SPAN), START + 3 * SPAN);
        assertThat(kept(log)).containsExactly(1);
    }

    @Test
    void itHoldsSoManyAndCountsThoseThatItDoesNot() {
        for (int n = 1; n <= MAX_SIGNALS + 5; n++) {
            add(log, "a", n, n);
        }
        assertThat(kept(log)).containsExactly(numbers(6, MAX_SIGNALS + 5));
        assertThat(log.state(0, 0).toJson().getMap())
                .containsEntry("kept", MAX_SIGNALS)
                .containsEntry("over_count", 5L)
                .containsEntry("over_bytes", 0L);
        assertThat(log.resumable(Long.toString(START + 5), START + 200)).isEmpty();
        assertThat(log.resumable(Long.toString(START + 6), START + 200)).isPresent();
    }

    @Test
    void itHoldsSoManyBytesAndTheNewestInAnyCase() {
        SignalReplayLog small = new SignalReplayLog(SPAN, MAX_SIGNALS, 2_000, 0, START, () -> 0);
        for (int n = 1; n <= 20; n++) {
            add(small, "a", n, n);
        }
        assertThat(small.state(0, 0).toJson().getLong("bytes")).isBetween(1_000L, 2_000L);
        assertThat(small.state(0, 0).toJson().getLong("over_bytes")).isEqualTo(20 - small.size());
        String large = "\"" + "x".repeat(3_000) + "\"";
        small.append(new Signal("a", large, START + 30, "node", "test.js"), START + 30);
        assertThat(small.size()).isEqualTo(1);
        assertThat(small.at(small.tail()).signal().json()).isEqualTo(large);
    }

    @Test
    void whatIsTooOldGoesThoughNothingNewArrives() {
        add(log, "a", 1, 0);
        add(log, "b", 2, 10_000);
        log.expire(START + SPAN);
        assertThat(kept(log)).containsExactly(1, 2);
        log.expire(START + SPAN + 1);
        assertThat(kept(log)).containsExactly(2);
        log.expire(START + 10_000 + SPAN + 1);
        assertThat(kept(log)).isEmpty();
        assertThat(log.state(0, 0).toJson().getMap())
                .containsEntry("kept", 0)
                .containsEntry("bytes", 0L)
                .containsEntry("over_count", 0L);
    }

    @Test
    void aQuietHourIsNothingThatAClientCouldMiss() {
        add(log, "a", 1, 0);
        String id = Long.toString(log.cursor(START + 2_000));
        assertThat(log.resumable(id, START + 3_600_000)).isPresent();
        assertThat(log.resumable(Long.toString(START), START + 3_600_000)).isEmpty();
    }

    @Test
    void cursorsNeverGoBackWhateverTheClocksSay() {
        add(log, "a", 1, 1_000);
        log.append(signal("a", 2, 400), START + 1_001);
        log.append(signal("a", 3, 1_000_000_000), START + 1_002);
        assertThat(log.cursor(START + 5_000)).isEqualTo(START + 4_000);
        log.append(signal("a", 4, 2_000), START + 2_000);
        assertThat(LongStream.range(0, 4).map(at -> log.at(at).cursor() - START))
                .containsExactly(1_000L, 1_000L, 1_002L, 4_000L);
    }

    @Test
    void whoHasACursorGetsAllThatArrivesAfterItWasGivenIt() {
        add(log, "a", 1, 100);
        assertThat(log.cursor(START + 2_000)).isEqualTo(START + 1_000);
        // Published before, and late.
        log.append(signal("a", 2, 150), START + 2_001);
        assertThat(resumed(log, 1_000, 2_002)).containsExactly(2);
        assertThat(resumed(log, 100, 2_002)).containsExactly(1, 2);
    }

    @Test
    void whatIsOnItsWayWhenACursorIsGivenIsGivenByAnotherNode() {
        add(log, "a", 1, 3_000);
        SignalReplayLog there = logWith(0);
        long at = there.cursor(START + 3_900) - START;
        assertThat(resumed(log, at, 4_000)).containsExactly(1);
    }

    @Test
    void aClientOfAnotherNodeGetsWhatItsClockMayHaveCalledLater() {
        SignalReplayLog clustered = logWith(CLOCKS);
        add(clustered, "a", 1, 5_000);
        add(clustered, "a", 2, 8_000);
        add(clustered, "a", 3, 9_000);
        assertThat(resumed(clustered, 10_000, 9_000)).containsExactly(2, 3);
        assertThat(clustered.resumable(Long.toString(START + 11_000), START + 9_000))
                .hasValue(START + 9_000);
        assertThat(clustered.resumable(Long.toString(START + 11_001), START + 9_000))
                .isEmpty();
        assertThat(clustered.resumable(Long.toString(START + 1_999), START + 9_000))
                .isEmpty();
        assertThat(clustered.resumable(Long.toString(START + 2_000), START + 9_000))
                .isPresent();
    }

    @Test
    void aClientOfTheWholeReplayTimeAgoIsResumedThoughClocksDiffer() {
        SignalReplayLog clustered = logWith(CLOCKS);
        add(clustered, "a", 1, 9_000);
        add(clustered, "a", 2, 10_500);
        assertThat(resumed(clustered, 11_500, 11_500 + SPAN - 1)).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-1", "1704868499999", "1704868500101", "99999999999999999999", "1e3", "币"})
    void whatIsNoCursorOfOursIsNotResumed(String id) {
        assertThat(log.resumable(id, START + 100)).isEmpty();
    }

    @Test
    void theNewestOfANameIsKnown() {
        add(log, "a", 1, 1);
        add(log, "b", 2, 2);
        add(log, "a", 3, 3);
        assertThat(LongStream.range(0, 3).mapToObj(log::isNewest)).containsExactly(false, true, true);
    }

    @Test
    void whatAnotherOneHasKeptIsTakenInEachOnce() {
        SignalReplayLog there = logWith(CLOCKS);
        SignalReplayLog here = new SignalReplayLog(SPAN, MAX_SIGNALS, Long.MAX_VALUE, CLOCKS, START + 50, () -> 0);
        for (int n = 1; n <= 10; n++) {
            add(there, "a", n, n * 10L);
        }
        for (int n = 6; n <= 10; n++) {
            add(here, "a", n, n * 10L);
        }
        here.merge(signals(there), there.coveredFrom(), START + 200);
        assertThat(kept(here)).containsExactly(numbers(1, 10));
        assertThat(here.coveredFrom()).isEqualTo(START);
        assertThat(here.isNewest(here.head() - 1)).isTrue();
        here.merge(signals(there), START + 90, START + 200);
        assertThat(kept(here)).containsExactly(numbers(1, 10));
        assertThat(here.coveredFrom())
                .as("another one that covers less takes nothing away")
                .isEqualTo(START);
    }

    private static List<Signal> signals(SignalReplayLog log) {
        return LongStream.range(log.tail(), log.head())
                .mapToObj(at -> log.at(at).signal())
                .toList();
    }

    @Test
    void aStreamIsMovedToWhereItWasOrToTheFirstThatItMissed() {
        for (int n : List.of(1, 2, 5, 6)) {
            add(log, "a", n, n);
        }
        SignalReplayLog.Moved moved = log.merge(List.of(signal("a", 3, 3), signal("a", 4, 4)), START, START + 10);
        assertThat(kept(log)).containsExactly(numbers(1, 6));
        assertThat(from(log, moved.of(1))).containsExactly(2, 3, 4, 5, 6);
        assertThat(from(log, moved.of(3))).as("repeats, but no gap").containsExactly(3, 4, 5, 6);
        assertThat(from(log, moved.of(4))).as("one that had all").containsExactly(3, 4, 5, 6);
        SignalReplayLog.Moved again = log.merge(List.of(signal("a", 3, 3)), START, START + 10);
        assertThat(again.of(log.tail() - 7)).as("one that had been left behind").isLessThan(log.tail());
        assertThat(again.of(log.head() - 6)).as("one that misses nothing").isEqualTo(log.head());
    }

    @Test
    void whatPassedByIsMissedByWhoWasThereBefore() {
        add(log, "a", 1, 100);
        log.lost(START + 5_000);
        assertThat(log.resumable(Long.toString(START + 4_999), START + 6_000)).isEmpty();
        assertThat(log.resumable(Long.toString(START + 5_000), START + 6_000)).isPresent();
    }
}
