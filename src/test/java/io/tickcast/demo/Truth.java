package io.tickcast.demo;

import io.tickcast.demo.candle.Bar;
import io.tickcast.demo.candle.Kline;
import io.tickcast.demo.candle.Units;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import java.math.BigDecimal;
import java.util.List;

/** The candles of a fake exchange as REST has them, figure by figure. */
final class Truth {
    private Truth() {}

    /** On the event loop of the server. */
    static List<Candle> of(CandleKey key, FakeServer server) {
        Bar bar = new Bar(key.interval().millis(), 0);
        long now = server.klines().now();
        return server
                .klines()
                .series(server.instrument(key.symbol()))
                .map(series -> series.oldest(bar, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, now))
                .orElse(List.of())
                .stream()
                .map(kline -> candle(key, kline, kline.time() + bar.millis() <= now))
                .toList();
    }

    private static Candle candle(CandleKey key, Kline kline, boolean closed) {
        CandleBuilder candle = new CandleBuilder(key, kline.time())
                .prices(
                        price(key, kline.open()),
                        price(key, kline.high()),
                        price(key, kline.low()),
                        price(key, kline.close()))
                .volume(amount(key, kline.volume()))
                .closed(closed);
        return switch (key.exchange()) {
            case "binance" ->
                candle.quoteVolume(amount(key, kline.quoteVolume()))
                        .trades(kline.trades())
                        .build();
            case "okx", "bybit" ->
                candle.quoteVolume(amount(key, kline.quoteVolume())).build();
            case "kraken" -> candle.trades(kline.trades()).build();
            default -> candle.build();
        };
    }

    /** Kraken cuts zeros only beyond the step of the price. */
    private static String price(CandleKey key, long units) {
        if (!key.exchange().equals("kraken")) {
            return amount(key, units);
        }
        BigDecimal price = new BigDecimal(Units.shortest(units));
        int decimals = Coin.of(key.symbol()).priceDecimals();
        return price.setScale(Math.max(price.scale(), decimals)).toPlainString();
    }

    private static String amount(CandleKey key, long units) {
        return switch (key.exchange()) {
            case "binance", "kraken" -> Units.decimal(units);
            default -> Units.shortest(units);
        };
    }
}
