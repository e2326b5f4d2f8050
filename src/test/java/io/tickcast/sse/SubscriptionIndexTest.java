package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionIndexTest {
    private final SymbolIndex symbolIndex = new SymbolIndex();
    private final SubscriptionIndex index = new SubscriptionIndex(symbolIndex);

    private SubscriptionGroup added(String exchange, SymbolSelection symbols) {
        SubscriptionGroup group =
                Shards.group(new Subscription(ExchangeSelection.of(exchange), symbols, HubLoop.JSON, 0));
        index.add(group);
        return group;
    }

    private SubscriptionGroup added(String... symbols) {
        return added(Ticks.EXCHANGE, SymbolSelection.of(Set.of(symbols)));
    }

    private List<SubscriptionGroup> in(Tick tick) {
        List<SubscriptionGroup> groups = new ArrayList<>();
        index.forEach(Arrivals.of(tick, 0, symbolIndex.of(tick)), groups::add);
        return groups;
    }

    @Test
    void aTickIsForThoseWhoNamedItsSymbolAndForThoseWhoWantAll() {
        SubscriptionGroup all = added(Ticks.EXCHANGE, SymbolSelection.ALL);
        SubscriptionGroup bitcoin = added("BTCUSDT");
        SubscriptionGroup both = added("BTCUSDT", "ETHUSDT");
        assertThat(in(tick("BTCUSDT", 1, "1"))).containsExactlyInAnyOrder(all, bitcoin, both);
        assertThat(in(tick("ETHUSDT", 1, "1"))).containsExactlyInAnyOrder(all, both);
        assertThat(in(tick("XRPUSDT", 1, "1"))).containsExactly(all);
    }

    @Test
    void theSameSymbolAtAnotherExchangeIsAnother() {
        SubscriptionGroup here = added("BTCUSDT");
        SubscriptionGroup there = added("okx", SymbolSelection.of(Set.of("BTCUSDT")));
        SubscriptionGroup allThere = added("okx", SymbolSelection.ALL);
        Tick other = builder("BTCUSDT", 1, "1").exchange("okx").build();
        assertThat(in(tick("BTCUSDT", 1, "1"))).containsExactly(here);
        assertThat(in(other)).containsExactlyInAnyOrder(there, allThere);
        assertThat(symbolIndex.of(other)).isNotEqualTo(symbolIndex.of(tick("BTCUSDT", 1, "1")));
    }

    private static SymbolSelection unlisted(Set<String> only, Set<String> others, Set<String> prefixes) {
        return new SymbolSelection(Optional.of(only), others, prefixes);
    }

    @Test
    void aSymbolThatTheSettingsLackIsFoundByItsNameOrItsPrefixOnceForEachGroup() {
        SubscriptionGroup named = added("desk", unlisted(Set.of(), Set.of("EURUSD", "X"), Set.of()));
        SubscriptionGroup prefixed = added("desk", unlisted(Set.of("EURCHF"), Set.of("EURGBP"), Set.of("EUR", "EU")));
        TickBuilder tick = builder("EURUSD", 1, "1").exchange("desk");
        assertThat(in(tick.build())).containsExactlyInAnyOrder(named, prefixed);
        assertThat(in(tick.symbol("EURGBP").build())).containsExactly(prefixed);
        assertThat(in(tick.symbol("EURCHF").build())).containsExactly(prefixed);
        assertThat(in(tick.symbol("USDJPY").build())).isEmpty();
        assertThat(in(tick("EURUSD", 1, "1"))).isEmpty();
        index.remove(named);
        index.remove(prefixed);
        assertThat(in(tick.symbol("EURUSD").build())).isEmpty();
        assertThat(in(tick.symbol("EURCHF").build())).isEmpty();
    }

    @Test
    void whoIsGoneWantsNothing() {
        SubscriptionGroup all = added(Ticks.EXCHANGE, SymbolSelection.ALL);
        SubscriptionGroup both = added("BTCUSDT", "ETHUSDT");
        SubscriptionGroup stays = added("ETHUSDT");
        index.remove(all);
        index.remove(both);
        assertThat(in(tick("BTCUSDT", 1, "1"))).isEmpty();
        assertThat(in(tick("ETHUSDT", 1, "1"))).containsExactly(stays);
    }

    @Test
    void aSymbolKeepsItsNumberAndNumbersLieClose() {
        added("SOLUSDT");
        assertThat(symbolIndex.of(tick("BTCUSDT", 1, "1"))).isEqualTo(1);
        assertThat(symbolIndex.of(tick("ETHUSDT", 1, "1"))).isEqualTo(2);
        assertThat(symbolIndex.of(tick("BTCUSDT", 9, "9"))).isEqualTo(1);
        assertThat(symbolIndex.of(tick("SOLUSDT", 9, "9"))).isZero();
    }

    @Test
    void aTestOfAnUnknownSymbolIsForThoseWhoWantAllAndIsNotNumbered() {
        SubscriptionGroup all = added(Ticks.EXCHANGE, SymbolSelection.ALL);
        added("BTCUSDT");
        Tick test = builder("NEWUSDT", 1, "1").test().build();
        assertThat(in(test)).containsExactly(all);
        assertThat(symbolIndex.of(test)).isEqualTo(SymbolIndex.UNKNOWN);
        assertThat(symbolIndex.of(tick("NEWUSDT", 1, "1"))).isEqualTo(1);
        assertThat(symbolIndex.of(test)).isEqualTo(1);
    }

    @Test
    void itAgreesWithWhatEachSubscriptionSays() {
        Random random = new Random(11);
        List<SubscriptionGroup> present = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            if (present.isEmpty() || random.nextInt(3) > 0) {
                Set<String> symbols = IntStream.range(0, 1 + random.nextInt(4))
                        .mapToObj(n -> "S" + random.nextInt(10))
                        .collect(Collectors.toSet());
                present.add(
                        random.nextInt(5) == 0
                                ? added(Ticks.EXCHANGE, SymbolSelection.ALL)
                                : added(symbols.toArray(String[]::new)));
            } else {
                index.remove(present.remove(random.nextInt(present.size())));
            }
            Tick tick = tick("S" + random.nextInt(12), 1, "1");
            assertThat(in(tick))
                    .containsExactlyInAnyOrderElementsOf(present.stream()
                            .filter(group -> group.subscription().wants(tick))
                            .toList());
        }
    }
}
