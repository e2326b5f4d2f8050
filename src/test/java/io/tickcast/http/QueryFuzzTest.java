package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tickcast.access.Grant;
import io.tickcast.config.KnownExchanges;
import io.tickcast.market.Field;
import io.tickcast.market.Signal;
import io.tickcast.market.Symbols;
import io.tickcast.market.TickJson;
import io.tickcast.sse.signal.SignalNames;
import io.tickcast.testing.Mutations;
import io.tickcast.testing.TestSettings;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Queries of streams, changed at random: each is one that can be served, or is refused with the parameter's name. */
class QueryFuzzTest {
    private static final int COUNT = 30_000;
    private static final int MAX_SYMBOLS = 20;
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "ETHBTC", "POLUSDT", "币安人生USDT");
    private static final StreamDefaults DEFAULTS = new StreamDefaults(
            new TickJson(List.of(Field.SYMBOL, Field.PRICE)), 250, MAX_SYMBOLS, Optional.empty(), false);
    private static final KnownExchanges EXCHANGES =
            KnownExchanges.of(TestSettings.with(Map.of()).feed());
    private static final Catalog ALL = new Catalog(EXCHANGES, SYMBOLS, Map.of("MATICUSDT", "POLUSDT"), Grant.ALL);
    private static final Grant SOME = new Grant(
            "me",
            Optional.of(List.of("ETH*", "MATICUSDT")),
            Optional.of(List.of("spread", "top-10")),
            Optional.empty());

    private static MultiMap parameters(String query) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        try {
            new QueryStringDecoder(query, false).parameters().forEach(parameters::add);
        } catch (IllegalArgumentException brokenEscape) {
            return MultiMap.caseInsensitiveMultiMap();
        }
        return parameters;
    }

    private static int served(long seed, Catalog catalog) {
        Mutations queries = new Mutations(
                seed,
                "symbols=BTCUSDT,ethusdt&fields=symbol,price,event_time&interval=500",
                "symbols=ETH*&signals=spread,top-10&exchange=binance",
                "symbols=MATICUSDT&symbols=ETHBTC&interval=0",
                "fields=price&signals=*",
                "interval=3599999&exchange=*",
                "symbols=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT,+BTCUSDT,ETHUSDT");
        return queries.texts(COUNT, query -> {
            MultiMap parameters = parameters(query);
            try {
                assertPlausible(PriceQuery.of(parameters, catalog, DEFAULTS), catalog);
                return !parameters.isEmpty();
            } catch (BadRequestException | ForbiddenException refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(400).doesNotContainPattern("\\p{Cntrl}");
                return false;
            }
        });
    }

    private static void assertPlausible(PriceQuery query, Catalog catalog) {
        assertThat(query.subscription().exchanges().names()).containsExactly("binance");
        assertThat(query.subscription().intervalMillis()).isBetween(0L, 3_600_000L);
        query.subscription().symbols().only().ifPresent(symbols -> {
            assertThat(symbols).isNotEmpty().isSubsetOf(catalog.symbols());
            assertThat(symbols).allMatch(catalog.grant()::allowsSymbol);
        });
        assertThat(catalog.grant().symbols().isEmpty()
                        || query.subscription().symbols().only().isPresent())
                .as("reads no more than it may")
                .isTrue();
        assertThat(query.unknown()).allMatch(Symbols::isValid);
        assertThat(query.aliases().keySet()).isSubsetOf("MATICUSDT");
        query.besides().signals().ifPresent(names -> assertPlausible(names, catalog.grant()));
    }

    private static void assertPlausible(SignalNames names, Grant grant) {
        names.only().ifPresent(chosen -> {
            assertThat(chosen).isNotEmpty().hasSizeLessThanOrEqualTo(100);
            assertThat(chosen).allMatch(name -> Signal.problem(name).isEmpty() && grant.allowsSignal(name));
        });
        assertThat(grant.signals().isEmpty() || names.only().isPresent())
                .as("reads no more than it may")
                .isTrue();
    }

    @Test
    void aQueryOfOneWhoMayReadAllIsServedOrRefused() {
        assertThat(served(17, ALL)).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    @Test
    void aQueryOfOneWhoMayReadSomeIsServedOnlyThat() {
        assertThat(served(18, ALL.seenBy(SOME))).isBetween(COUNT / 100, COUNT * 9 / 10);
    }

    @Test
    void namesOfSignalsAreNamesOrAreRefused() {
        for (Grant grant : Set.of(Grant.ALL, SOME)) {
            Mutations queries = new Mutations(19, "events=spread", "events=top-10,spread&x=1", "events=*", "events=");
            int served = queries.texts(COUNT / 2, query -> {
                try {
                    Optional<SignalNames> names = SignalQuery.names(parameters(query), "events", grant);
                    names.ifPresent(chosen -> assertPlausible(chosen, grant));
                    return names.isPresent();
                } catch (BadRequestException | ForbiddenException refused) {
                    assertThat(refused.getMessage()).hasSizeLessThan(400).doesNotContainPattern("\\p{Cntrl}");
                    return false;
                }
            });
            assertThat(served).isBetween(COUNT / 40, COUNT / 2 * 9 / 10);
        }
    }
}
