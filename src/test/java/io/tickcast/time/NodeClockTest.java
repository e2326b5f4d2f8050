package io.tickcast.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.LogLines;
import io.tickcast.testing.SetTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeClockTest {
    private static final long START = 1_704_868_500_123L;

    private final SetTime time = new SetTime(START);
    private final NodeClock clock = new NodeClock(time, 7);

    @Test
    void beginsWithTheWallClockAndGoesOnWithElapsedTime() {
        assertThat(clock.millis()).isEqualTo(START);
        time.pass(Duration.ofMillis(1_500));
        assertThat(clock.millis()).isEqualTo(START + 1_500);
        assertThat(clock.passedMicros()).isEqualTo(1_500_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 30, -30, 3_600, -3_600, 28_800, -28_800})
    void doesNotFollowAWallClockThatIsSet(long seconds) {
        try (LogLines log = new LogLines(NodeClock.class.getName())) {
            time.set(Duration.ofSeconds(seconds));
            assertThat(clock.millis()).isEqualTo(START);
            time.pass(Duration.ofSeconds(1));
            assertThat(clock.millis()).isEqualTo(START + 1_000);
            assertThat(clock.wall(clock.micros())).isEqualTo((START + 1_000 + 1_000 * seconds) * 1_000);
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains(
                            "was set " + (seconds > 0 ? "ahead" : "back") + " by " + Math.abs(seconds) * 1_000 + " ms");
        }
    }

    @Test
    void countsTheTimeOfASuspendedMachine() {
        try (LogLines log = new LogLines(NodeClock.class.getName())) {
            time.pass(Duration.ofSeconds(1));
            time.suspend(Duration.ofMinutes(5));
            assertThat(clock.millis()).isEqualTo(START + 301_000);
            assertThat(clock.passedMicros()).isEqualTo(301_000_000);
            time.suspend(Duration.ofMinutes(1));
            assertThat(clock.millis()).isEqualTo(START + 361_000);
            assertThat(log.all()).hasSize(2).allMatch(line -> line.contains("suspended"));
        }
    }

    @Test
    void takesTimeThatIsGoneForSleepWhereTheMachineDoesNotTell() {
        time.hideBoot();
        NodeClock blind = new NodeClock(time, 7);
        time.set(Duration.ofSeconds(30));
        assertThat(blind.millis()).isEqualTo(START + 30_000);
        time.set(Duration.ofHours(-1));
        assertThat(blind.millis()).isEqualTo(START + 30_000);
    }

    @Test
    void takesOverTheClockOfAnOlderEraAndTellsByHowMuchItMoved() {
        List<Long> moved = new ArrayList<>();
        clock.onMoved(moved::add);
        time.pass(Duration.ofSeconds(1));
        clock.heard(new NodeClock.Reading(99, 500, 5));
        assertThat(clock.era()).as("the other is younger").isEqualTo(7);
        clock.heard(new NodeClock.Reading(99, 60_000, (START - 28_800_000) * 1_000));
        assertThat(clock.era()).isEqualTo(99);
        assertThat(clock.millis()).isEqualTo(START - 28_800_000);
        assertThat(moved).containsExactly(-28_801_000_000L);
        assertThat(clock.takenOver()).isEqualTo(-28_801_000_000L);
        time.pass(Duration.ofSeconds(1));
        assertThat(clock.reading()).isEqualTo(new NodeClock.Reading(99, 61_000, (START - 28_799_000) * 1_000));
        assertThat(clock.passedMicros()).as("nothing was missed by that").isEqualTo(2_000_000);
    }

    @Test
    void followsTheFastestOfItsEra() {
        clock.heard(new NodeClock.Reading(7, 0, (START + 20_000) * 1_000));
        assertThat(clock.millis()).isEqualTo(START + 20_000);
        assertThat(clock.passedMicros()).as("this machine stood still").isEqualTo(20_000_000);
        clock.heard(new NodeClock.Reading(7, 0, START * 1_000));
        assertThat(clock.millis()).isEqualTo(START + 20_000);
    }

    @Test
    void aSleepIsCountedOnceWhenTheFirstThingHeardIsAnotherNode() {
        time.suspend(Duration.ofMinutes(1));
        clock.heard(new NodeClock.Reading(7, 60_000, (START + 60_000) * 1_000));
        assertThat(clock.millis()).isEqualTo(START + 60_000);
        assertThat(clock.passedMicros()).isEqualTo(60_000_000);
    }

    @Test
    void aSleepCountsForTheAgeOfAnEraThatIsHeardOfAfterIt() {
        time.suspend(Duration.ofMinutes(1));
        clock.heard(new NodeClock.Reading(99, 30_000, START * 1_000));
        assertThat(clock.era()).as("the other is younger").isEqualTo(7);
        clock.heard(new NodeClock.Reading(99, 90_000, (START - 3_600_000) * 1_000));
        assertThat(clock.millis()).isEqualTo(START - 3_600_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "3, 8", "900, 8", "1000, 8", "0, 6", "3, 6", "900, 6", "980, 6", "1000, 6", "1020, 6"})
    void twoThatStartTogetherAgreeHoweverLongTheirWordsTake(long laterMillis, long era) {
        time.pass(Duration.ofMillis(laterMillis));
        SetTime there = new SetTime(START + 3_600_000);
        NodeClock other = new NodeClock(there, era);
        for (int i = 0; i < 10; i++) {
            NodeClock.Reading here = clock.reading();
            NodeClock.Reading back = other.reading();
            time.pass(Duration.ofMillis(40));
            there.pass(Duration.ofMillis(40));
            other.heard(here);
            clock.heard(back);
        }
        assertThat(other.era()).isEqualTo(clock.era()).isEqualTo(Math.min(7, era));
    }

    @Test
    void aYoungerClockIsNotTakenOverHoweverOftenItIsHeard() {
        time.pass(Duration.ofSeconds(60));
        SetTime there = new SetTime(START);
        NodeClock younger = new NodeClock(there, 6);
        for (int i = 0; i < 20; i++) {
            clock.heard(younger.reading());
            time.pass(Duration.ofSeconds(1));
            there.pass(Duration.ofSeconds(1));
        }
        assertThat(clock.era()).isEqualTo(7);
    }

    @Test
    void twoThatHearEachOtherAgree() {
        SetTime there = new SetTime(START + 3_600_000);
        NodeClock other = new NodeClock(there, 8);
        clock.heard(other.reading());
        other.heard(clock.reading());
        assertThat(other.millis()).isEqualTo(clock.millis()).isEqualTo(START);
        assertThat(other.era()).isEqualTo(clock.era());
    }
}
