package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimersTest {
    private static final long MS = 1_000_000;

    private final Timers timers = new Timers();

    private List<Integer> due(long millis) {
        List<Integer> due = new ArrayList<>();
        timers.due(millis * MS, due::add);
        return due;
    }

    @Test
    void areDueAgainAndAgain() {
        int ten = timers.add(10, 0);
        int fifteen = timers.add(15, 0);

        assertThat(due(9)).isEmpty();
        assertThat(due(10)).containsExactly(ten);
        assertThat(due(14)).isEmpty();
        assertThat(due(16)).containsExactly(fifteen);
        assertThat(due(20)).containsExactly(ten);
        assertThat(due(30)).containsExactlyInAnyOrder(ten, fifteen);
    }

    @Test
    void oneThatWasMissedIsDueOnceAndKeepsItsBeat() {
        int ten = timers.add(10, 0);

        assertThat(due(57)).containsExactly(ten);
        assertThat(due(59)).isEmpty();
        assertThat(due(60)).containsExactly(ten);
    }

    @Test
    void oneThatHasEndedMakesRoomAtOnce() {
        int first = timers.add(10, 0);
        for (int i = 1; i < Timers.MAX; i++) {
            timers.add(10, 0);
        }
        assertThatThrownBy(() -> timers.add(10, 0)).hasMessageContaining("a file may have 100 timers");
        timers.end(first);
        timers.end(first);

        int next = timers.add(10, 0);
        assertThat(timers.has(first)).isFalse();
        assertThat(due(10)).hasSize(Timers.MAX).contains(next).doesNotContain(first);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, 9, 86_400_001, Long.MAX_VALUE})
    void aWrongTimeIsRefused(long millis) {
        assertThatThrownBy(() -> timers.add(millis, 0))
                .hasMessage("timer.every takes 10 to 86400000 ms, not " + millis);
    }
}
