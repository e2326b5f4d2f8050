package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.testing.Await;
import io.tickcast.time.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub that takes in what another one has kept. */
class CatchUpTest {
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private final HubLoop here = new HubLoop(Map.of(), CLOCKS);
    private final HubLoop there = new HubLoop(Map.of(), CLOCKS);

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static void ticks(HubLoop loop, long from, long to) {
        loop.turn(() ->
                LongStream.rangeClosed(from, to).forEach(n -> loop.hub().tick(tick("BTCUSDT", n, Long.toString(n)))));
    }

    private void catchUp() {
        List<HistoryPage<Tick>> past = new ArrayList<>();
        there.turn(() -> past.add(there.hub().past(0, Integer.MAX_VALUE)));
        here.turn(() -> here.hub().catchUp(past.get(0).entries(), past.get(0).coversFrom()));
    }

    private static String[] prices(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(n -> "BTCUSDT=" + n).toArray(String[]::new);
    }

    @Test
    void aNewClientHasItsPricesAtOnce() {
        ticks(there, 1, 3);
        catchUp();
        assertThat(here.opened(HubLoop.ALL).prices()).containsExactly("BTCUSDT=3");
    }

    @Test
    void aClientOfTheOtherOneGoesOnHere() {
        FakeResponse client = there.opened(HubLoop.ALL);
        ticks(there, 1, 5);
        String id = client.text(client.writes().size() - 1)
                .lines()
                .filter(line -> line.startsWith("id: "))
                .reduce((first, last) -> last)
                .orElseThrow()
                .substring(4);
        ticks(there, 6, 20);
        catchUp();
        // What covers two seconds before the first cursor is there only with a node that was up by then.
        here.turn(() -> here.hub().catchUp(List.of(), Long.parseLong(id) - 10_000));
        FakeResponse[] back = new FakeResponse[1];
        here.turn(() -> back[0] = here.reopen(HubLoop.ALL, id));
        ticks(here, 21, 22);
        Await.until("it is live again", () -> back[0].prices().contains("BTCUSDT=22"));
        assertThat(back[0].prices()).containsExactly(prices(1, 22));
    }

    @Test
    void anOpenStreamGetsWhatIsNewsAndNothingOlder() {
        FakeResponse client = here.opened(HubLoop.ALL);
        ticks(here, 1, 2);
        ticks(there, 1, 6);
        ticks(here, 4, 4);
        catchUp();
        assertThat(client.prices()).containsExactly("BTCUSDT=1", "BTCUSDT=2", "BTCUSDT=4", "BTCUSDT=5", "BTCUSDT=6");
    }

    @Test
    void aReplayThatIsUnderWayGoesOn() {
        long id = Micros.now() / 1_000 - 5_000;
        here.turn(() -> here.hub().catchUp(List.of(), id - 5_000));
        ticks(here, 1, 3_000);
        ticks(there, 1, 3_000);
        FakeResponse[] back = new FakeResponse[1];
        here.turn(() -> {
            back[0] = here.reopen(HubLoop.ALL, Long.toString(id));
            back[0].fill();
        });
        catchUp();
        here.turn(() -> here.hub().catchUp(List.of(), id - 5_000));
        here.turnAndLook(back[0]::drain);
        Await.until("it has all", () -> back[0].prices().contains("BTCUSDT=3000"));
        assertThat(back[0].prices())
                .containsSubsequence(List.of("BTCUSDT=1", "BTCUSDT=2", "BTCUSDT=3000"))
                .hasSize(3_000);
        assertThat(here.stats().getLong("reset")).isZero();
    }
}
