package io.tickcast.feed.binance;

import io.tickcast.config.Settings;
import io.tickcast.feed.Feed;
import io.tickcast.feed.Outbound;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps Binance's tickers coming: one line of the feed {@code binance}. */
public final class BinanceVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BinanceVerticle.class);

    public static final String EXCHANGE = BinanceProtocol.EXCHANGE;

    private static final Duration RECHECK = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Settings settings;
    private final boolean demo;
    private final FeedState.Line line;
    private final Liveness liveness;
    private final SystemResolver names;
    private Feed feed;
    private @Nullable SymbolCheck checking;

    /** @param demo whether the endpoints are the fake exchange's, so that every tick says so */
    public BinanceVerticle(
            Settings settings, boolean demo, FeedState.Line line, Liveness liveness, SystemResolver names) {
        this.liveness = liveness;
        this.names = names;
        this.settings = settings;
        this.demo = demo;
        this.line = line;
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "feed");
        Settings.Binance binance = settings.feed().binance();
        List<String> symbols = binance.resolve(settings.symbols());
        BinanceProtocol protocol = new BinanceProtocol(symbols, binance.streamsPerConnection(), demo);
        feed = new Feed(vertx, names, line, settings.feed(), binance.endpoints(), symbols, protocol);
        feed.start();
        if (!binance.rest().isEmpty()) {
            check(symbols, Optional.empty());
        }
        return Future.succeededFuture();
    }

    /**
     * Checks which symbols trade: again soon while the exchange does not answer, else at intervals, since listings
     * change.
     */
    private void check(List<String> symbols, Optional<String> failure) {
        Outbound.http(names, settings.feed())
                .compose(options -> {
                    SymbolCheck check = new SymbolCheck(
                            vertx,
                            options,
                            settings.feed().timeouts().connect(),
                            settings.feed().binance().rest());
                    checking = check;
                    return check.run(symbols);
                })
                .onSuccess(reasons -> {
                    feed.notTrading(reasons);
                    vertx.setTimer(RECHECK.toMillis(), timer -> check(symbols, Optional.empty()));
                })
                .onFailure(cause -> {
                    String why = cause.toString();
                    if (failure.filter(why::equals).isEmpty()) {
                        LOG.info("binance: could not check whether the symbols trade: {}", why);
                    }
                    vertx.setTimer(RETRY.toMillis(), timer -> check(symbols, Optional.of(why)));
                });
    }

    @Override
    public Future<?> stop() {
        if (checking != null) {
            checking.close();
        }
        return feed.stop();
    }
}
