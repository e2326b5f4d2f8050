package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.sse.OpenStream;
import io.tickcast.sse.SymbolSelection;
import io.tickcast.time.TokenBucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes the symbols and the interval of an open stream, within the rights of its client. */
final class StreamChange {
    /** First prices of new symbols: an open stream is not to cost more than one that is opened anew. */
    static final int FIRST_PRICES_PER_SECOND = 1_000;

    private final OpenStream stream;
    private final PriceStreamRoute route;
    private final Grant grant;
    private final TokenBucket firstPrices = new TokenBucket(FIRST_PRICES_PER_SECOND, System.nanoTime());
    private NamedSymbols named;
    private Map<String, String> aliases;
    private Set<String> unknown;

    /** @param items the names in the query that opened the stream */
    StreamChange(OpenStream stream, PriceStreamRoute route, PriceStreamRoute.Wish wish, List<String> items) {
        this.stream = stream;
        this.route = route;
        grant = wish.grant();
        named = NamedSymbols.of(items);
        aliases = wish.query().aliases();
        unknown = wish.query().unknown();
    }

    /** @see OpenStream#whenLive */
    boolean whenLive(Runnable action) {
        return stream.whenLive(action);
    }

    /**
     * @param acknowledge called before the first price of a new symbol
     * @throws BadRequestException naming what is no symbol, or none of this node
     * @throws ForbiddenException  naming a symbol that the client may not read
     * @throws TooSoonException    when the stream was just given too many first prices
     */
    void apply(ChangeRequest wanted, Runnable acknowledge) {
        double left = firstPrices.left(System.nanoTime());
        if (!wanted.add().isEmpty() && left <= 0) {
            throw new TooSoonException(
                    "symbols: more than " + FIRST_PRICES_PER_SECOND + " first prices a second; add them a little later",
                    Duration.ofMillis((long) Math.ceil((1 - left) * 1_000 / FIRST_PRICES_PER_SECOND)));
        }
        SymbolSelection symbols = wanted.add().isEmpty() && wanted.remove().isEmpty()
                ? stream.subscription().symbols()
                : name(
                        named.minus(wanted.remove(), route::resolve).plus(wanted.add()),
                        wanted.add().isEmpty());
        firstPrices.take(stream.change(
                symbols, wanted.interval().orElse(stream.subscription().intervalMillis()), acknowledge));
    }

    /** @param mayBeNone whether this node need not have any of them */
    private SymbolSelection name(NamedSymbols wanted, boolean mayBeNone) {
        SymbolQuery query = wanted.isNone()
                ? new SymbolQuery(SymbolSelection.of(Set.of()), Map.of(), Set.of())
                : route.symbols(stream.subscription().exchanges(), grant, wanted, mayBeNone);
        named = wanted;
        aliases = query.aliases();
        unknown = query.unknown();
        return query.selection();
    }

    /** Adds what the stream gets now. */
    void describe(Map<String, Object> data) {
        route.putSymbols(data, stream.subscription());
        data.put("interval", stream.subscription().intervalMillis());
        PriceStreamRoute.putNames(data, aliases, unknown);
    }
}
