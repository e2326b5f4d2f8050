package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The minutes before a start, in which a move may have begun. Belongs to one event loop. */
final class PastMoves {
    private static final Logger LOG = LoggerFactory.getLogger(PastMoves.class);

    private final RuleBook book;
    private final KeptCandles candles;
    private final NodeClock clock;

    PastMoves(RuleBook book, KeptCandles candles, NodeClock clock) {
        this.book = book;
        this.candles = candles;
        this.clock = clock;
    }

    /** Reads them for all rules of the book, one symbol after the other. Live prices need not wait for it. */
    void read() {
        Set<String> exchanges = candles.exchanges();
        readNext(book.moves().entrySet().stream()
                .filter(one -> exchanges.contains(one.getKey().exchange()))
                .iterator());
    }

    private void readNext(Iterator<Map.Entry<CandleKey, Interval>> left) {
        if (!left.hasNext()) {
            return;
        }
        Map.Entry<CandleKey, Interval> next = left.next();
        CandleKey key = next.getKey();
        minutes(key, next.getValue().millis())
                .onSuccess(minutes -> book.addPast(key.exchange(), key.symbol(), minutes))
                .onFailure(
                        cause -> LOG.debug("Moves of {} count from the first live price on: {}", key, cause.toString()))
                .onComplete(done -> readNext(left));
    }

    private Future<List<Candle>> minutes(CandleKey key, long length) {
        long now = clock.millis();
        return candles.candles(
                key, now - length, now, (int) (length / key.interval().millis()));
    }
}
