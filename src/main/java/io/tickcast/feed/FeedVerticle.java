package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;

/** One line of an exchange's feed. Each exchange has its own verticle, in its package. */
public class FeedVerticle extends VerticleBase {
    private final Setup setup;
    private final ProtocolOf protocol;
    private final ProtocolOf candles;
    private final InstrumentSource source;
    private Feed feed;
    private SymbolLookup lookup;

    /**
     * The objects and settings of a line.
     *
     * @param symbols items of the settings, for an exchange that has none of its own
     * @param demo    whether the endpoints are the fake exchange's, so that every tick says so
     * @param rest    asks the exchange over REST, for all lines of the node
     * @param candles whether the line brings candles, too
     */
    public record Setup(
            Settings.Feed settings,
            Settings.Exchange exchange,
            List<String> symbols,
            boolean demo,
            FeedState.Line line,
            Liveness liveness,
            SystemResolver names,
            RestClient rest,
            boolean candles) {}

    /** Makes the protocol of an exchange. */
    public interface ProtocolOf {
        Protocol of(List<String> symbols, int subscriptionsPerConnection, boolean demo);
    }

    /**
     * @param protocol of the ticks
     * @param candles  of the candles
     */
    public FeedVerticle(Setup setup, ProtocolOf protocol, ProtocolOf candles, InstrumentSource source) {
        this.setup = setup;
        this.protocol = protocol;
        this.candles = candles;
        this.source = source;
    }

    @Override
    public Future<?> start() {
        setup.liveness.watch(context, "feed");
        Settings.Exchange exchange = setup.exchange;
        SymbolRules rules = SymbolRules.of(exchange.resolve(setup.symbols));
        List<String> symbols = rules.names();
        feed = new Feed(
                vertx,
                setup.names,
                setup.line,
                setup.settings.of(exchange),
                exchange.endpoints(),
                symbols,
                protocol.of(symbols, exchange.subscriptionsPerConnection(), setup.demo),
                setup.candles
                        ? Optional.of(candles.of(symbols, exchange.subscriptionsPerConnection(), setup.demo))
                        : Optional.empty());
        lookup = new SymbolLookup(
                vertx, setup.settings.symbolsInterval(), setup.line, exchange.name(), source, setup.rest, rules, feed);
        feed.start();
        lookup.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        lookup.stop();
        return feed.stop();
    }
}
