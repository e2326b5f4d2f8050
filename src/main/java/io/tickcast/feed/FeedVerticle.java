package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** One line of an exchange's feed. */
public class FeedVerticle extends VerticleBase {
    private final Setup setup;
    private final ProtocolOf protocol;
    private Feed feed;

    /**
     * The objects and settings of a line.
     *
     * @param symbols of the settings, for an exchange that has none of its own
     * @param demo    whether the endpoints are the fake exchange's, so that every tick says so
     * @param rest    asks the exchange over REST, for all lines of the node
     */
    public record Setup(
            Settings.Feed settings,
            Settings.Exchange exchange,
            List<String> symbols,
            boolean demo,
            FeedState.Line line,
            Liveness liveness,
            SystemResolver names,
            RestClient rest) {}

    /** Makes the protocol of an exchange. */
    public interface ProtocolOf {
        Protocol of(List<String> symbols, int subscriptionsPerConnection, boolean demo);
    }

    public FeedVerticle(Setup setup, ProtocolOf protocol) {
        this.setup = setup;
        this.protocol = protocol;
    }

    @Override
    public Future<?> start() {
        setup.liveness.watch(context, "feed");
        Settings.Exchange exchange = setup.exchange;
        List<String> symbols = exchange.resolve(setup.symbols);
        feed = new Feed(
                vertx,
                setup.names,
                setup.line,
                setup.settings.of(exchange),
                exchange.endpoints(),
                symbols,
                protocol.of(symbols, exchange.subscriptionsPerConnection(), setup.demo));
        feed.start();
        started(feed, symbols);
        return Future.succeededFuture();
    }

    /** Called once the feed has started. */
    protected void started(Feed running, List<String> symbols) {}

    protected final Setup setup() {
        return setup;
    }

    @Override
    public Future<?> stop() {
        return feed.stop();
    }
}
