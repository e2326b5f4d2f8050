package io.tickcast.sse.candle;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A state of a candle as an event, encoded once for all streams of an event loop. */
public final class CandleEvent {
    private final Candle candle;
    private final long sequence;
    /** Made for the first stream that needs it. */
    private byte @Nullable [] bytes;
    /** The same with the exchange. */
    private byte @Nullable [] bytesWithExchange;

    /** @param sequence of its arrival */
    CandleEvent(Candle candle, long sequence) {
        this.candle = candle;
        this.sequence = sequence;
    }

    Candle candle() {
        return candle;
    }

    long sequence() {
        return sequence;
    }

    /** The whole event. It has no id: the place of a client is that in its prices. */
    public byte[] bytes(boolean withExchange) {
        byte[] known = withExchange ? bytesWithExchange : bytes;
        if (known != null) {
            return known;
        }
        byte[] made = ("event: candle\ndata: " + CandleJson.event(candle, withExchange) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
        if (withExchange) {
            bytesWithExchange = made;
        } else {
            bytes = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return candle.toString();
    }
}
