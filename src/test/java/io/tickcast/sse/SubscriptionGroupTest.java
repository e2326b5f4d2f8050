package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubscriptionGroupTest {
    private final SubscriptionGroup group = Shards.group(HubLoop.ALL);

    private PriceStream added() {
        PriceStream stream = new PriceStream(new FakeResponse().asConnection(), group);
        group.add(stream);
        return stream;
    }

    private List<PriceStream> members() {
        List<PriceStream> members = new ArrayList<>();
        group.forEach(members::add);
        return members;
    }

    @Test
    void theFirstTheMiddleAndTheLastCanGo() {
        PriceStream one = added();
        PriceStream two = added();
        PriceStream three = added();
        PriceStream four = added();
        group.remove(two);
        assertThat(members()).containsExactlyInAnyOrder(one, three, four);
        group.remove(four);
        assertThat(members()).containsExactlyInAnyOrder(one, three);
        group.remove(one);
        assertThat(members()).containsExactly(three);
        group.remove(three);
        assertThat(group.size()).isZero();
    }

    @Test
    void whoeverGoesInWhateverOrderTheOthersStay() {
        Random random = new Random(7);
        List<PriceStream> expected = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (expected.isEmpty() || random.nextInt(3) > 0) {
                expected.add(added());
            } else {
                group.remove(expected.remove(random.nextInt(expected.size())));
            }
        }
        assertThat(members()).containsExactlyInAnyOrderElementsOf(expected);
        expected.forEach(group::remove);
        assertThat(group.size()).isZero();
    }

    @Test
    void oneThatGoesInItsOwnTurnCostsNobodyTheirs() {
        List<PriceStream> all = List.of(added(), added(), added(), added(), added());
        List<PriceStream> visited = new ArrayList<>();
        group.forEach(stream -> {
            visited.add(stream);
            group.remove(stream);
        });
        assertThat(visited).containsExactlyInAnyOrderElementsOf(all);
        assertThat(group.size()).isZero();
    }

    @Test
    void withoutAnIntervalNobodyNeedsATimer() {
        group.collect(Arrivals.of(tick("BTCUSDT", 1, "1"), 0, 0));
        assertThat(group.due(0)).hasSize(1);
        assertThat(group.claimTimer(0)).isEmpty();
    }

    @Test
    void oneTimerIsClaimedAtATimeAndFiresWhenTheTickIsDue() {
        SubscriptionGroup paced = Shards.group(
                new Subscription(ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.ALL, HubLoop.JSON, 100));
        List<String> left = new ArrayList<>();
        paced.collect(Arrivals.of(tick("BTCUSDT", 1, "1"), 0, 0));
        paced.due(0).forEach(arrival -> left.add(arrival.tick().toString()));
        assertThat(paced.claimTimer(0)).isEmpty();
        paced.collect(Arrivals.of(tick("BTCUSDT", 2, "2"), 1, 0));
        assertThat(paced.due(40_000_000)).isEmpty();
        assertThat(paced.claimTimer(40_000_000)).hasValue(60_000_000);
        paced.collect(Arrivals.of(tick("BTCUSDT", 3, "3"), 2, 0));
        assertThat(paced.due(50_000_000)).isEmpty();
        assertThat(paced.claimTimer(50_000_000)).isEmpty();
        paced.timerFired();
        paced.due(101_000_000).forEach(arrival -> left.add(arrival.tick().toString()));
        assertThat(left).containsExactly("binance BTCUSDT 1 @1", "binance BTCUSDT 3 @3");
        assertThat(paced.claimTimer(101_000_000)).isEmpty();
    }
}
