package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

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
    void whatIsTakenIsCollectedNoMore() {
        SequencedTick one = Arrivals.of(tick("BTCUSDT", 1, "1"), 0, 0);
        SequencedTick two = Arrivals.of(tick("BTCUSDT", 2, "2"), 1, 0);
        assertThat(group.collect(one)).as("the first").isTrue();
        assertThat(group.collect(two)).isFalse();
        assertThat(group.takeCollected()).containsExactly(one, two);
        assertThat(group.takeCollected()).isEmpty();
        assertThat(group.collect(two)).as("the first again").isTrue();
    }
}
