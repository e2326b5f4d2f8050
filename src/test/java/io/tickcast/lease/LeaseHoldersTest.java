package io.tickcast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseHoldersTest {
    /** Below zero, as {@link System#nanoTime()} may be. */
    private static final long START = -1_000_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Set<String> OTHERS = Set.of("a", "c", "d");

    private final LeaseHolders<Integer> leaseHolders = new LeaseHolders<>("b");

    private void heard(String holder, int number, State state, long now) {
        leaseHolders.heard(new LeaseReport<>(holder, "node", Set.of(number), state.ordinal()), now);
    }

    /** Reports of line 1 every second, from the first to the last. */
    private void heard(String holder, State state, int first, int last) {
        for (int second = first; second <= last; second++) {
            heard(holder, 1, state, START + second * SECOND);
        }
    }

    private boolean yields(int second) {
        return leaseHolders.rival(1, START + second * SECOND).isPresent();
    }

    @Test
    void aLineIsHeldWhileItsHolderIsHeardAndAMember() {
        assertThat(leaseHolders.isHeld(1, OTHERS, START)).isFalse();
        heard("a", 1, State.DOWN, START);
        assertThat(leaseHolders.isHeld(1, OTHERS, START + 3 * SECOND)).isTrue();
        assertThat(leaseHolders.isHeld(2, OTHERS, START)).isFalse();
        assertThat(leaseHolders.isHeld(1, OTHERS, START + 3 * SECOND + 1)).isFalse();
        assertThat(leaseHolders.isHeld(1, Set.of("c"), START)).isFalse();
    }

    @Test
    void whoLeavesHoldsNothingEvenWhenItReportsOn() {
        heard("a", 1, State.LIVE, START);
        leaseHolders.leaves("a");
        leaseHolders.leaves("unheard");
        heard("a", 1, State.LIVE, START + 1);
        assertThat(leaseHolders.isHeld(1, OTHERS, START + 1)).isFalse();
        assertThat(leaseHolders.isLeaving("a")).isTrue();
        assertThat(leaseHolders.isLeaving("c")).isFalse();
        heard("c", 1, State.LIVE, START + 1);
        assertThat(leaseHolders.isHeld(1, OTHERS, START + 1)).isTrue();
    }

    @Test
    void itsOwnReportsHoldNothingAgainstItself() {
        heard("b", 1, State.LIVE, START);
        assertThat(leaseHolders.isHeld(1, OTHERS, START)).isFalse();
    }

    @Test
    void theSmallerIdKeepsTheLineAfterFiveSeconds() {
        heard("a", State.LIVE, 0, 6);
        heard("b", State.LIVE, 0, 6);
        assertThat(yields(5)).isFalse();
        assertThat(yields(6)).isTrue();
        assertThat(leaseHolders.rival(1, START + 6 * SECOND)).contains(new LeaseReport<>("a", "node", Set.of(1), 0));
    }

    @Test
    void aLargerIdIsNoRival() {
        heard("c", State.LIVE, 0, 9);
        heard("b", State.LIVE, 0, 9);
        assertThat(yields(9)).isFalse();
    }

    @Test
    void ofSeveralTheSmallestIsTheOne() {
        LeaseHolders<Integer> last = new LeaseHolders<>("z");
        for (int second = 0; second <= 6; second++) {
            for (String id : new String[] {"z", "c", "a", "d"}) {
                last.heard(new LeaseReport<>(id, id, Set.of(1), 0), START + second * SECOND);
            }
        }
        assertThat(last.rival(1, START + 6 * SECOND)).map(LeaseReport::holder).contains("a");
    }

    @Test
    void whoHadTheLineBeforeIsNoRival() {
        heard("a", State.LIVE, 0, 20);
        heard("b", State.LIVE, 20, 29);
        assertThat(yields(20)).as("just dead").isFalse();
        assertThat(yields(29)).as("long silent").isFalse();
    }

    @Test
    void theFiveSecondsBeginAnewAfterASilence() {
        heard("b", State.LIVE, 0, 20);
        heard("a", State.LIVE, 0, 4);
        heard("a", State.LIVE, 10, 20);
        assertThat(yields(15)).isFalse();
        assertThat(yields(16)).isTrue();
    }

    @Test
    void aLineThatIsBetterOffIsNotGivenUp() {
        heard("b", State.LIVE, 0, 9);
        heard("a", State.DOWN, 0, 9);
        assertThat(yields(9)).isFalse();
        heard("b", State.DOWN, 10, 10);
        assertThat(yields(10)).isTrue();
        heard("b", State.LIVE, 11, 11);
        heard("a", State.LIVE, 11, 11);
        assertThat(yields(11)).isTrue();
    }

    @Test
    void otherLinesAndWhoLeavesAreNoRivals() {
        for (int second = 0; second <= 9; second++) {
            heard("b", 1, State.LIVE, START + second * SECOND);
            heard("a", 2, State.LIVE, START + second * SECOND);
            heard("A", 1, State.LIVE, START + second * SECOND);
            leaseHolders.leaves("A");
        }
        assertThat(yields(9)).isFalse();
    }
}
