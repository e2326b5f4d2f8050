package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final URI A = URI.create("wss://stream.test:9443");
    private static final URI A_OTHER_PORT = URI.create("wss://stream.test:443");
    private static final URI B = URI.create("wss://data.test");
    private static final URI C = URI.create("wss://third.test");
    private static final long NOW = Long.MAX_VALUE - 5;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Endpoints endpoints = new Endpoints(List.of(A, B, C));

    private static URI base(Endpoints endpoints) {
        return endpoints.choose(NOW).base();
    }

    private static List<URI> failing(Endpoints endpoints, int attempts) {
        List<URI> tried = new ArrayList<>();
        IntStream.range(0, attempts).forEach(i -> {
            tried.add(base(endpoints));
            endpoints.failed();
        });
        return tried;
    }

    private static List<URI> refusing(Endpoints endpoints, int attempts) {
        List<URI> tried = new ArrayList<>();
        IntStream.range(0, attempts).forEach(i -> {
            tried.add(base(endpoints));
            endpoints.refused(base(endpoints));
        });
        return tried;
    }

    @Test
    void theFirstIsTriedFirst() {
        assertThat(endpoints.choose(NOW)).isEqualTo(new Endpoints.Choice(A, 0));
    }

    @Test
    void fiveFailuresInARowMoveOnAndSoForEver() {
        assertThat(failing(endpoints, 16)).containsExactly(A, A, A, A, A, B, B, B, B, B, C, C, C, C, C, A);
    }

    @Test
    void theOnlyOneIsTriedForEver() {
        assertThat(failing(new Endpoints(List.of(A)), 1_000)).hasSize(1_000).containsOnly(A);
    }

    @Test
    void successEndsTheRow() {
        failing(endpoints, 4);
        endpoints.worked();

        assertThat(failing(endpoints, 6)).containsExactly(A, A, A, A, A, B);
    }

    @Test
    void aRefusalMovesOnAtOnce() {
        endpoints.refused(A);

        assertThat(base(endpoints)).isEqualTo(B);
    }

    @Test
    void aRefusalIsNoneOfTheNextOnesFailures() {
        failing(endpoints, 4);
        endpoints.refused(A);

        assertThat(failing(endpoints, 6)).containsExactly(B, B, B, B, B, C);
    }

    @Test
    void aRefusingOneIsLeftOutWhileOthersFail() {
        endpoints.refused(A);

        assertThat(failing(endpoints, 15)).containsExactly(B, B, B, B, B, C, C, C, C, C, B, B, B, B, B);
    }

    @Test
    void allRefusingAreTriedInTurnForEver() {
        assertThat(refusing(endpoints, 7)).containsExactly(A, B, C, A, B, C, A);
    }

    @Test
    void onlyTheFirstRefusalIsWorthAnExplanationUntilTheBaseWorks() {
        Endpoints only = new Endpoints(List.of(A));

        assertThat(only.refused(A)).isTrue();
        assertThat(only.refused(A)).isFalse();
        only.worked();
        assertThat(only.refused(A)).isTrue();
    }

    @Test
    void retryAfterClosesTheHostOnEveryPort() {
        Endpoints ports = new Endpoints(List.of(A, A_OTHER_PORT, B));
        ports.closed(A, MINUTE, NOW);

        assertThat(ports.choose(NOW)).isEqualTo(new Endpoints.Choice(B, 0));
    }

    @Test
    void whenAllAreClosedTheFirstToOpenIsWaitedFor() {
        endpoints.closed(A, MINUTE.multipliedBy(3), NOW);
        endpoints.closed(B, MINUTE, NOW);
        endpoints.closed(C, MINUTE.multipliedBy(2), NOW);

        assertThat(endpoints.choose(NOW)).isEqualTo(new Endpoints.Choice(B, MINUTE.toMillis()));
    }

    @Test
    void aClosedHostIsNotAskedEvenAFractionOfAMillisecondTooEarly() {
        Endpoints only = new Endpoints(List.of(A));
        only.closed(A, MINUTE, NOW);

        assertThat(only.choose(NOW + MINUTE.toNanos() - 1).waitMillis()).isEqualTo(1);
        assertThat(only.choose(NOW + MINUTE.toNanos()).waitMillis()).isZero();
    }

    @Test
    void aClosedHostIsAsGoodAsBeforeOnceItsTimeIsOver() {
        endpoints.closed(A, MINUTE, NOW);
        assertThat(endpoints.choose(NOW).base()).isEqualTo(B);
        endpoints.refused(B);
        endpoints.refused(C);

        assertThat(endpoints.choose(NOW + MINUTE.toNanos())).isEqualTo(new Endpoints.Choice(A, 0));
    }

    @Test
    void aClosedHostIsWorseThanARefusingOneWhichCanAtLeastBeAsked() {
        Endpoints two = new Endpoints(List.of(A, B));
        two.refused(B);
        two.closed(A, MINUTE, NOW);

        assertThat(two.choose(NOW)).isEqualTo(new Endpoints.Choice(B, 0));
    }

    @Test
    void aClosedHostThatIsAskedAgainCountsItsFailures() {
        Endpoints two = new Endpoints(List.of(A, B));
        IntStream.range(0, 5).forEach(i -> two.closed(A, Duration.ZERO, NOW));

        assertThat(base(two)).isEqualTo(B);
    }
}
