package io.tickcast.feed.binance;

import io.tickcast.config.Settings;
import io.tickcast.feed.Feed;
import io.tickcast.feed.FeedVerticle;
import io.tickcast.feed.Outbound;
import io.tickcast.rest.RestLimits;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps Binance's tickers coming: one line of the feed {@code binance}. */
public final class BinanceVerticle extends FeedVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(BinanceVerticle.class);

    public static final String EXCHANGE = BinanceProtocol.EXCHANGE;

    /** Binance allows an address 6,000 a minute; the rest is for others behind it. */
    public static final RestLimits REST_LIMITS =
            new RestLimits(4_800, Duration.ofMinutes(1), Optional.of("X-MBX-USED-WEIGHT-1M"));

    private static final Duration RECHECK = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private @Nullable SymbolCheck checking;

    public BinanceVerticle(Setup setup) {
        super(
                setup,
                (symbols, streams, demo) ->
                        new BinanceProtocol(symbols, setup.exchange().channels(), streams, demo));
    }

    @Override
    protected void started(Feed feed, List<String> symbols) {
        if (!setup().exchange().rest().isEmpty()) {
            check(feed, symbols, Optional.empty());
        }
    }

    /**
     * Checks which symbols trade: again soon while the exchange does not answer, else at intervals, since listings
     * change.
     */
    private void check(Feed feed, List<String> symbols, Optional<String> failure) {
        Settings.Feed settings = setup().settings();
        Outbound.http(setup().names(), settings)
                .compose(options -> {
                    SymbolCheck check = new SymbolCheck(
                            vertx,
                            options,
                            settings.timeouts().connect(),
                            setup().exchange().rest());
                    checking = check;
                    return check.run(symbols);
                })
                .onSuccess(reasons -> {
                    feed.notTrading(reasons);
                    vertx.setTimer(RECHECK.toMillis(), timer -> check(feed, symbols, Optional.empty()));
                })
                .onFailure(cause -> {
                    String why = cause.toString();
                    if (failure.filter(why::equals).isEmpty()) {
                        LOG.info("binance: could not check whether the symbols trade: {}", why);
                    }
                    vertx.setTimer(RETRY.toMillis(), timer -> check(feed, symbols, Optional.of(why)));
                });
    }

    @Override
    public Future<?> stop() {
        if (checking != null) {
            checking.close();
        }
        return super.stop();
    }
}
