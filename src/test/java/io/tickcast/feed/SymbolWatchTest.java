package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SymbolWatchTest {
    private static final long START = -50;
    private static final long LIMIT = 100;

    private final SymbolWatch watch = new SymbolWatch(List.of("A", "B", "C"), LIMIT, false);

    @BeforeEach
    void start() {
        watch.restart(START);
    }

    @Test
    void nobodyIsSilentBeforeTheLimit() {
        assertThat(watch.check(START + LIMIT)).isEmpty();
        assertThat(watch.silent()).isEmpty();
    }

    @Test
    void whoeverHasNotSpokenByTheLimitIsNamedOnce() {
        watch.heard("B", START + 10);

        assertThat(watch.check(START + LIMIT + 1)).containsExactly("A", "C");
        assertThat(watch.check(START + LIMIT + 2)).isEmpty();
        assertThat(watch.silent()).containsExactly("A", "C");
    }

    @Test
    void whoeverFallsSilentLaterIsNamedThen() {
        List.of("A", "B", "C").forEach(symbol -> watch.heard(symbol, START + 50));
        watch.heard("A", START + 80);

        assertThat(watch.check(START + 151)).containsExactly("B", "C");
        assertThat(watch.check(START + 181)).containsExactly("A");
    }

    @Test
    void whoeverSpeaksIsSilentNoMore() {
        watch.check(START + 101);

        assertThat(watch.heard("B", START + 110)).isTrue();
        assertThat(watch.heard("B", START + 120)).isFalse();
        assertThat(watch.silent()).containsExactly("A", "C");
        assertThat(watch.check(START + 221)).containsExactly("B");
    }

    @Test
    void aNewConnectionGivesAllTheSameTimeAgain() {
        watch.heard("A", START + 10);
        watch.restart(START + 200);

        assertThat(watch.check(START + 300)).isEmpty();
        assertThat(watch.check(START + 301)).containsExactly("A", "B", "C");
    }

    @Test
    void whoeverWasSilentStaysSoOverANewConnectionUntilItSpeaks() {
        watch.check(START + 101);
        watch.restart(START + 200);

        assertThat(watch.silent()).containsExactly("A", "B", "C");
        assertThat(watch.check(START + 301)).isEmpty();
    }

    @Test
    void whereOnlyTheFirstNewsAreCertainNobodyIsSilentLater() {
        SymbolWatch first = new SymbolWatch(List.of("A", "B"), LIMIT, true);
        first.restart(START);
        assertThat(first.isAwaited("A")).isTrue();
        first.heard("A", START + 10);
        assertThat(first.isAwaited("A")).isFalse();

        assertThat(first.check(START + 1_000)).containsExactly("B");

        first.restart(START + 2_000);
        assertThat(first.isAwaited("A")).isTrue();
        assertThat(first.check(START + 3_000)).containsExactly("A");
    }

    @Test
    void whoeverIsRefusedIsToldOnceAndNotCalledSilent() {
        watch.refuse("A", "no such thing");
        watch.refuse("A", "no such thing");
        watch.refuse("X", "nobody asked for it");

        assertThat(watch.takeNewlyRefused()).containsExactly(Map.entry("A", "no such thing"));
        assertThat(watch.takeNewlyRefused()).isEmpty();
        assertThat(watch.check(START + LIMIT + 1)).containsExactly("B", "C");
        assertThat(watch.silent()).containsExactly("B", "C");
        assertThat(watch.isMute()).isTrue();

        watch.heard("A", START + 200);
        assertThat(watch.refused()).isEmpty();
    }

    @Test
    void tickingAreThoseHeardWithinATime() {
        watch.heard("A", START);
        watch.heard("B", START + 30);

        assertThat(watch.ticking(20, START + 40)).containsExactly("B");
        assertThat(watch.ticking(41, START + 40)).containsExactlyInAnyOrder("A", "B");
    }
}
