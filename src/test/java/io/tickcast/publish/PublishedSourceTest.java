package io.tickcast.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Ticks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The publishers of a source are its lines. */
class PublishedSourceTest {
    private static final long STALE = Duration.ofSeconds(10).toNanos();
    private static final long GONE = STALE + PublishedSource.GONE_AFTER.toNanos();

    private final PublishedSource source =
            new PublishedSource(new Settings.Source(Ticks.EXCHANGE, Duration.ofSeconds(10)), 2, "id", "node");
    private final PublisherLine one = source.line(publisher("one"), 0);
    private final PublisherLine two = source.line(publisher("two"), 0);

    private static Publisher publisher(String id) {
        return new Publisher(id, id, (name, symbol) -> true);
    }

    private static Tick tick(long time) {
        return Ticks.tick("A", time, "1");
    }

    private static FeedState state(PublisherLine line) {
        return line.report(1);
    }

    @Test
    void eachPublisherIsALineOfThisNode() {
        assertThat(source.line(publisher("one"), 0)).isSameAs(one);
        assertThat(state(one).line()).isEqualTo(new FeedState.Line(1, "id", "node"));
        assertThat(state(two).line()).isEqualTo(new FeedState.Line(2, "id", "node"));
        assertThat(state(one).published()).isTrue();
    }

    @Test
    void aLineIsLiveWithItsFirstTickAndStaleWithoutNewOnes() {
        assertThat(one.heard(tick(1), 0)).isTrue();
        assertThat(one.heard(tick(2), 5)).isFalse();
        assertThat(source.check(5 + STALE)).isEmpty();
        assertThat(source.check(6 + STALE)).containsExactly(one);
        assertThat(state(one).state()).isEqualTo(State.STALE);
        // The same tick again is no news.
        assertThat(one.heard(tick(2), 7 + STALE)).isFalse();
        assertThat(one.heard(tick(3), 8 + STALE)).isTrue();
        assertThat(state(one).state()).isEqualTo(State.LIVE);
    }

    @Test
    void aPublisherWhoseTicksComeSecondIsLiveToo() {
        assertThat(source.accept(tick(1))).isTrue();
        one.heard(tick(1), 0);
        assertThat(source.accept(tick(1))).isFalse();
        assertThat(two.heard(tick(1), 0)).isTrue();
        assertThat(two.heard(tick(2), STALE)).isFalse();
        assertThat(source.check(STALE + 1)).containsExactly(one);
        assertThat(state(two).state()).isEqualTo(State.LIVE);
    }

    @Test
    void aPublisherThatIsSilentForLongIsGone() {
        one.heard(tick(1), 0);
        two.heard(tick(1), 1);
        assertThat(source.check(STALE + 2)).containsExactly(one, two);
        assertThat(source.check(GONE + 1)).containsExactly(one);
        assertThat(state(one).state()).isEqualTo(State.DOWN);
        assertThat(source.lines()).containsExactly(two);
        assertThat(source.line(publisher("three"), GONE).number()).isEqualTo(1);
    }

    @Test
    void publishersBeyondTheLimitShareTheLineThatIsSilentForTheLongestTime() {
        for (int i = 3; i <= PublishedSource.MOST_LINES; i++) {
            source.line(publisher("p" + i), 0).heard(tick(1), i);
        }
        one.heard(tick(1), 50);
        two.heard(tick(1), 2);
        assertThat(source.line(publisher("further"), 60)).isSameAs(two);
        assertThat(source.lines()).hasSize(PublishedSource.MOST_LINES);
    }

    @Test
    void aSourceHasSoManySymbols() {
        for (String symbol : List.of("A", "B")) {
            assertThat(source.hasRoomFor(symbol)).isTrue();
            source.accept(Ticks.tick(symbol, 1, "1"));
        }
        assertThat(source.hasRoomFor("C")).isFalse();
        assertThat(source.hasRoomFor("A")).isTrue();
    }
}
