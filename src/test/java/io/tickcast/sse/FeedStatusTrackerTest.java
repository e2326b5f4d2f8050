package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.sse.FeedStatusTracker.Word;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedStatusTrackerTest {
    /** Below zero, as {@link System#nanoTime()} may be. */
    private static final long START = -1_000_000;

    private static final long LIMIT = Duration.ofSeconds(5).toNanos();
    private static final long FORGOTTEN = Duration.ofSeconds(60).toNanos();

    private final FeedStatusTracker feeds = new FeedStatusTracker(false, NodeClock.system(), List.of());

    private static FeedState report(String exchange, String holder, State state, long lastTick) {
        return new FeedState(
                exchange, new FeedState.Line(1, holder, "node"), state, Instant.EPOCH, lastTick, new JsonObject());
    }

    private void heard(String holder, State state, long at) {
        feeds.heard(report("binance", holder, state, 0), at);
    }

    private void heard(String holder, State state, Instant since, long at) {
        feeds.heard(
                new FeedState("binance", new FeedState.Line(1, holder, "node"), state, since, 0, new JsonObject()), at);
    }

    private Instant since() {
        return Instant.parse(event().getString("since"));
    }

    private JsonObject event() {
        String text = feeds.event("binance").toString();
        assertThat(text).startsWith("event: feed\ndata: {").endsWith("}\n\n");
        return new JsonObject(text.substring(text.indexOf('{')));
    }

    @Test
    void anExchangeThatNobodyFeedsIsDown() {
        assertThat(feeds.state("binance")).isEqualTo(State.DOWN);
        assertThat(event().getString("state")).isEqualTo("down");
        assertThat(feeds.changed(START)).isEmpty();
    }

    @Test
    void aFirstReportOfDownIsNoneSinceWhoCameBeforeWasToldSo() {
        heard("one", State.DOWN, START);
        assertThat(feeds.changed(START)).isEmpty();
        assertThat(feeds.changed(START + 1)).isEmpty();
        heard("one", State.LIVE, START + 2);
        assertThat(feeds.changed(START + 2)).containsExactly("binance");
    }

    @Test
    void theFirstReportIsAChange() {
        heard("one", State.LIVE, START);
        assertThat(feeds.changed(START)).containsExactly("binance");
        assertThat(feeds.state("binance")).isEqualTo(State.LIVE);
        assertThat(feeds.changed(START + 1)).isEmpty();
    }

    @Test
    void everyOtherStateIsAChangeAndTheSameIsNone() {
        for (State state : new State[] {State.LIVE, State.STALE, State.DOWN, State.STALE, State.LIVE}) {
            heard("one", state, START);
            assertThat(feeds.changed(START)).as("to %s", state).containsExactly("binance");
            assertThat(event().getString("state")).isEqualTo(state.word());
            heard("one", state, START);
            assertThat(feeds.changed(START)).as("still %s", state).isEmpty();
        }
    }

    @Test
    void aLineThatNoLongerReportsIsDown() {
        heard("one", State.LIVE, START);
        feeds.changed(START);
        assertThat(feeds.changed(START + LIMIT)).isEmpty();
        assertThat(feeds.changed(START + LIMIT + 1)).containsExactly("binance");
        assertThat(feeds.state("binance")).isEqualTo(State.DOWN);
    }

    @Test
    void aLineThatReportsAgainIsWhatItSays() {
        heard("one", State.LIVE, START);
        feeds.changed(START + LIMIT + 1);
        heard("one", State.LIVE, START + LIMIT + 2);
        assertThat(feeds.changed(START + LIMIT + 2)).containsExactly("binance");
        assertThat(feeds.state("binance")).isEqualTo(State.LIVE);
    }

    @Test
    void anExchangeIsAsWellAsTheBestOfItsLines() {
        heard("one", State.DOWN, START);
        heard("two", State.STALE, START);
        feeds.changed(START);
        assertThat(feeds.state("binance")).isEqualTo(State.STALE);
        heard("two", State.LIVE, START);
        feeds.changed(START);
        assertThat(feeds.state("binance")).isEqualTo(State.LIVE);
        heard("one", State.LIVE, START);
        heard("two", State.DOWN, START);
        assertThat(feeds.changed(START)).isEmpty();
    }

    @Test
    void theSilenceOfTheBestLineLeavesTheOther() {
        heard("one", State.LIVE, START);
        heard("two", State.STALE, START + LIMIT);
        feeds.changed(START + LIMIT);
        assertThat(feeds.changed(START + LIMIT + 1)).containsExactly("binance");
        assertThat(feeds.state("binance")).isEqualTo(State.STALE);
    }

    @Test
    void exchangesChangeOnTheirOwn() {
        heard("one", State.LIVE, START);
        feeds.heard(report("okx", "one", State.STALE, 0), START);
        assertThat(feeds.changed(START)).containsExactlyInAnyOrder("binance", "okx");
        feeds.heard(report("okx", "one", State.DOWN, 0), START);
        assertThat(feeds.changed(START)).containsExactly("okx");
        assertThat(feeds.state("binance")).isEqualTo(State.LIVE);
    }

    @Test
    void theEventTellsTheAgeOfTheLastTickOfAnyLine() {
        long now = Micros.now();
        feeds.heard(report("binance", "one", State.STALE, now - 60_000_000), START);
        feeds.heard(report("binance", "two", State.STALE, now - 12_000_000), START);
        feeds.changed(START);
        assertThat(event().getLong("age_ms")).isBetween(12_000L, 42_000L);
    }

    @Test
    void theAgeIsThatOfTheNewestReportEvenWhenTheStateIsTheSame() {
        long now = Micros.now();
        feeds.heard(report("binance", "one", State.STALE, now - 600_000_000), START);
        feeds.changed(START);
        feeds.heard(report("binance", "one", State.STALE, now), START);
        feeds.changed(START);
        assertThat(event().getLong("age_ms")).isLessThan(600_000);
    }

    @Test
    void theEventTellsNoAgeWhenThereWasNoTick() {
        heard("one", State.DOWN, START);
        feeds.changed(START);
        assertThat(event().fieldNames()).containsExactly("exchange", "state", "since");
    }

    @Test
    void theAgeOfATickFromAClockAheadIsZero() {
        feeds.heard(report("binance", "one", State.LIVE, Micros.now() + 60_000_000), START);
        feeds.changed(START);
        assertThat(event().getLong("age_ms")).isZero();
    }

    @Test
    void sinceStaysWhileTheStateDoes() {
        heard("one", State.STALE, START);
        feeds.changed(START);
        heard("two", State.STALE, Instant.EPOCH.plusSeconds(9), START + 1);
        feeds.changed(START + 1);
        assertThat(since()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void sinceIsWhenTheFirstLineBecameBetter() {
        heard("one", State.LIVE, Instant.EPOCH.plusSeconds(20), START);
        heard("two", State.LIVE, Instant.EPOCH.plusSeconds(10), START);
        heard("three", State.DOWN, Instant.EPOCH, START);
        feeds.changed(START);
        assertThat(since()).isEqualTo(Instant.EPOCH.plusSeconds(10));
    }

    @Test
    void sinceIsWhenTheLastLineBecameWorse() {
        heard("one", State.STALE, Instant.EPOCH.plusSeconds(10), START);
        heard("two", State.LIVE, Instant.EPOCH, START);
        feeds.changed(START);
        heard("two", State.DOWN, Instant.EPOCH.plusSeconds(30), START + 1);
        assertThat(feeds.changed(START + 1)).containsExactly("binance");
        assertThat(event().getString("state")).isEqualTo("stale");
        assertThat(since()).isEqualTo(Instant.EPOCH.plusSeconds(30));
    }

    @Test
    void sinceOfALineThatFellSilentIsNow() {
        heard("one", State.LIVE, START);
        feeds.changed(START);
        Instant before = Instant.now();
        feeds.changed(START + LIMIT + 1);
        assertThat(since()).isBetween(before, Instant.now());
    }

    @Test
    void linesOfNodesWithOneNameAreLinesOfTheirOwn() {
        heard("one", State.LIVE, START);
        heard("two", State.DOWN, START);
        assertThat(feeds.changed(START)).containsExactly("binance");
        assertThat(feeds.reports(START))
                .extracting(word -> word.report().line().node())
                .containsExactly("node", "node");
    }

    @Test
    void theNewestReportOfEachLineIsKept() {
        heard("one", State.LIVE, START);
        heard("two", State.STALE, START);
        heard("one", State.DOWN, START);
        assertThat(feeds.reports(START))
                .extracting(
                        word -> word.report().line().holder(),
                        word -> word.report().state())
                .containsExactly(tuple("one", State.DOWN), tuple("two", State.STALE));
    }

    @Test
    void theLastWordOfASilentLineIsKnownAsSuchUntilItIsForgotten() {
        heard("one", State.LIVE, START);
        heard("two", State.LIVE, START + FORGOTTEN);
        assertThat(feeds.reports(START + LIMIT)).extracting(Word::silent).containsExactly(false, false);
        assertThat(feeds.reports(START + LIMIT + 1)).extracting(Word::silent).containsExactly(true, false);
        feeds.changed(START + FORGOTTEN);
        assertThat(feeds.reports(START + FORGOTTEN)).hasSize(2);
        feeds.changed(START + FORGOTTEN + 1);
        assertThat(feeds.reports(START + FORGOTTEN + 1))
                .extracting(word -> word.report().line().holder())
                .containsExactly("two");
    }

    @Test
    void anExchangeWhoseOnlyLineIsForgottenStaysDown() {
        heard("one", State.LIVE, START);
        feeds.changed(START);
        assertThat(feeds.changed(START + FORGOTTEN + 1)).containsExactly("binance");
        assertThat(feeds.changed(START + FORGOTTEN + 2)).isEmpty();
        assertThat(feeds.state("binance")).isEqualTo(State.DOWN);
        assertThat(feeds.reports(START + FORGOTTEN + 2)).isEmpty();
    }
}
