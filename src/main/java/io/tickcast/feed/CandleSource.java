package io.tickcast.feed;

import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.OptionalInt;

/** The REST interface of an exchange, as far as it tells candles. */
public interface CandleSource {
    /** Whether the exchange has candles of this interval, aligned as ours. The others are sums. */
    boolean has(Interval interval);

    /** Candles that one request may ask for. */
    int maxRows();

    /** Newest candles of an interval beyond which the exchange gives none; empty: it gives them all. */
    default OptionalInt newest() {
        return OptionalInt.empty();
    }

    /**
     * Asks for the candles of an interval that the exchange has, at most {@link #maxRows}. The answer has the one that
     * opens at {@code to}, too, if there is one: it shows that those before it are closed, and that the exchange has no
     * others. It may have more at both ends.
     *
     * @param name of the instrument in requests: {@code Instrument.restName}
     * @param from open time of the first, in ms
     * @param to   open time of the first one that is not asked for, in ms
     */
    RestRequest request(Priority priority, String name, Interval interval, long from, long to);

    /**
     * Reads an answer. Its candles are closed where that is certain: where the exchange says so, or the answer has a
     * newer one.
     *
     * @throws io.tickcast.rest.RefusedException when the exchange refuses the request for a reason that stays
     * @throws IOException when it is not an answer with candles, or none of its rows is a valid one
     */
    CandleAnswer read(Buffer body, CandleKey key) throws IOException;
}
