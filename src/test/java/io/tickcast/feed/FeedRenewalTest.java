package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Closed;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Before a connection ends as planned the next one is open, and not a tick is missed or repeated between the two. */
@Tag("slow")
class FeedRenewalTest extends WithFeed {
    private static final int EVERY_MILLIS = 5;

    private void assertSeamless() {
        stopPump();
        assertWithoutGapOrRepeat(BTC);
        assertWithoutGapOrRepeat(ETH);
    }

    private void assertEndedByUsAfterTheNextWasOpen(Connection old, Connection next) {
        Closed closed = Await.result(old.closed());
        assertThat(closed.byServer()).isFalse();
        assertThat(closed.atNanos()).isGreaterThan(next.openedAtNanos());
    }

    private static Runnable announcing(Connection connection, boolean combined) {
        return combined ? () -> connection.serverShutdown(TIME) : () -> connection.send(Frames.serverShutdown(TIME));
    }

    @Test
    void aConnectionIsRenewedAtItsAge() {
        Connection connection = live(Map.of("RENEW_AFTER", "1s"));
        pump(EVERY_MILLIS);
        for (int i = 0; i < 6; i++) {
            Connection next = nextConnection();
            assertEndedByUsAfterTheNextWasOpen(connection, next);
            connection = next;
        }

        assertSeamless();
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertThat(log.containing("before this one ends: it is PT")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(log.containing("lost the connection")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionWhoseEndIsAnnouncedIsRenewedAtOnce(boolean combined) {
        Connection connection = live();
        pump(EVERY_MILLIS);
        for (int i = 0; i < 20; i++) {
            announcing(connection, combined).run();
            Connection next = nextConnection();
            assertEndedByUsAfterTheNextWasOpen(connection, next);
            connection = next;
        }

        assertSeamless();
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
    }

    @Test
    void anAnnouncementThatIsRepeatedOpensOneConnection() {
        Connection old = live();
        pump(EVERY_MILLIS);
        for (int i = 0; i < 5; i++) {
            old.serverShutdown(TIME);
        }
        assertEndedByUsAfterTheNextWasOpen(old, nextConnection());

        assertSeamless();
        assertThat(binance.attempts().count()).isEqualTo(2);
    }

    @Test
    void theOldMayEndAsSoonAsTheNextIsOpen() {
        Connection old = live();
        pump(EVERY_MILLIS);
        old.serverShutdown(TIME);
        nextConnection();
        old.close(1001, "");

        Await.result(old.closed());
        assertSeamless();
    }

    @Test
    void aTickOfTheNextThatOvertakesThoseOfTheOldWaitsForThem() {
        binance.onConnection(connection -> {
            if (connection.number() == 1) {
                // With the answer to the handshake: nothing of a connection comes earlier.
                send(connection, BTC, TIME + 6);
                send(connection, ETH, TIME + 2);
            }
        });
        Connection old = live();
        old.serverShutdown(TIME);
        Connection next = nextConnection();
        send(next, BTC, TIME + 7);
        Await.result(next.ping("all read"));
        for (int i = 2; i <= 6; i++) {
            send(old, BTC, TIME + i);
        }
        send(old, ETH, TIME + 2);
        Await.result(old.closed());

        send(next, BTC, TIME + 8);
        ticks.next(tick -> tick.eventTime() == TIME + 8);

        assertThat(eventTimes(BTC))
                .containsExactly(TIME + 1, TIME + 2, TIME + 3, TIME + 4, TIME + 5, TIME + 6, TIME + 7, TIME + 8);
        assertThat(eventTimes(ETH)).containsExactly(TIME + 1, TIME + 2);
    }

    @Test
    void aNextThatEndsAtOnceIsFollowedByAnotherWhileTheOldGoesOn() {
        binance.onConnection(connection -> {
            if (connection.number() == 1) {
                connection.close(1001, "");
            } else if (connection.number() == 2) {
                connection.drop();
            }
        });
        Connection old = live();
        pump(EVERY_MILLIS);
        old.serverShutdown(TIME);

        assertEndedByUsAfterTheNextWasOpen(
                old, Await.result(binance.connections().reached(4)).get(3));
        assertSeamless();
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
    }

    @Test
    void aNextWithoutDataIsFollowedByAnotherWhileTheOldGoesOn() {
        binance.onConnection(connection -> {
            if (connection.number() == 1) {
                connection.mute();
            }
        });
        Connection old = live(Map.of("STALE_AFTER", "500ms", "DATA_TIMEOUT", "1s"));
        pump(EVERY_MILLIS);
        old.serverShutdown(TIME);

        assertEndedByUsAfterTheNextWasOpen(
                old, Await.result(binance.connections().reached(3)).get(2));
        assertSeamless();
    }

    @Test
    void aRefusedRenewalIsTriedAgainWhileTheOldGoesOn() {
        Connection old = live(Map.of("CONNECT_TIMEOUT", "3s"));
        pump(EVERY_MILLIS);
        binance.handshakes().next(Answer.status(502), Answer.never(), Answer.hangUp(), Answer.retryAfter(429, 1));
        old.serverShutdown(TIME);
        Connection next = nextConnection();

        assertEndedByUsAfterTheNextWasOpen(old, next);
        assertSeamless();
        assertThat(binance.attempts().count()).isEqualTo(6);
    }

    @Test
    void aRenewalMovesOnAfterFiveFailuresThoughTheOldGoesOn() {
        ScriptedBinance other = exchange(List.of(BTC, ETH));
        Connection old = live(Map.of("BINANCE_ENDPOINTS", endpoints(binance.endpoint(), other.endpoint())));
        pump(EVERY_MILLIS);
        binance.handshakes().always(Answer.status(502));
        old.serverShutdown(TIME);

        Await.result(other.nextConnection());

        assertThat(binance.attempts().count()).isEqualTo(6);
        assertThat(old.isOpen()).isTrue();
    }

    @Test
    void aRenewalThatIsRefusedForGoodIsExplainedOnceThoughTheOldGoesOn() {
        Connection old = live(Map.of("BACKOFF_MIN", "20ms", "BACKOFF_MAX", "40ms"));
        pump(EVERY_MILLIS);
        binance.handshakes().always(Answer.status(451));
        old.serverShutdown(TIME);

        Await.result(binance.attempts().reached(12));

        assertThat(log.containing("refuses this server")).hasSize(1);
        assertThat(old.isOpen()).isTrue();
    }

    @Test
    void anOldThatFallsSilentIsNotWaitedForOnceTheFeedIsStale() {
        Connection old = live(Map.of("STALE_AFTER", "500ms", "DATA_TIMEOUT", "30s"));
        old.mute();
        old.serverShutdown(TIME);
        Connection next = nextConnection();
        long held = publish();

        ticks.next(tick -> tick.eventTime() == held);

        assertEndedByUsAfterTheNextWasOpen(old, next);
        assertSeamless();
    }

    @Test
    void aNextWhoseOwnEndIsAnnouncedIsRenewedInItsTurn() {
        Connection old = live();
        old.serverShutdown(TIME);
        Connection next = nextConnection();
        next.serverShutdown(TIME);
        Await.result(next.ping("read"));
        pump(EVERY_MILLIS);

        Connection third = Await.result(binance.connections().reached(3)).get(2);

        assertEndedByUsAfterTheNextWasOpen(next, third);
        assertSeamless();
    }

    @Test
    void aConnectionThatReachedItsAgeBeforeItTookOverIsRenewedToo() {
        Connection old = live(Map.of("RENEW_AFTER", "1s", "STALE_AFTER", "1s", "DATA_TIMEOUT", "1500ms"));
        Connection next = nextConnection();
        // ETH ticks on the old connection only, so that the two overlap for as long as they may.
        long pump = vertx.setPeriodic(EVERY_MILLIS, timer -> {
            long now = System.currentTimeMillis();
            List.of(old, next).stream().filter(Connection::isOpen).forEach(connection -> send(connection, BTC, now));
            send(old, ETH, now);
        });
        Await.result(old.closed());

        Connection third = nextConnection();

        assertThat(next.isOpen()).isTrue();
        assertThat(third.number()).isEqualTo(2);
        vertx.cancelTimer(pump);
    }
}
