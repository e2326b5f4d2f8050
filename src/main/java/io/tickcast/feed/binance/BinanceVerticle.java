package io.tickcast.feed.binance;

import io.tickcast.config.Settings;
import io.tickcast.feed.Feed;
import io.tickcast.feed.Outbound;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps Binance's tickers coming: one line of the feed {@code binance}. */
public final class BinanceVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(BinanceVerticle.class);

  private final Settings settings;
  private final boolean demo;
  private Feed feed;

  /** @param demo whether the endpoints are the fake exchange's, so that every tick says so */
  public BinanceVerticle(Settings settings, boolean demo) {
    this.settings = settings;
    this.demo = demo;
  }

  @Override
  public Future<?> start() {
    Settings.Binance binance = settings.feed().binance();
    List<String> symbols = binance.resolve(settings.symbols());
    BinanceProtocol protocol = new BinanceProtocol(symbols, binance.streamsPerConnection(), demo);
    feed = new Feed(vertx, settings.node().name(), settings.feed(), binance.endpoints(), symbols, protocol);
    feed.start();
    if (!binance.rest().isEmpty()) {
      new SymbolCheck(vertx, Outbound.http(settings.feed()), settings.feed().connectTimeout(), binance.rest())
          .run(symbols)
          .onSuccess(feed::notTrading)
          .onFailure(e -> LOG.info("binance: whether the symbols trade could not be asked: {}", e.toString()));
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return feed.stop();
  }
}
