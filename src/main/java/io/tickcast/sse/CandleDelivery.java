package io.tickcast.sse;

import io.tickcast.sse.candle.CandleEvent;
import io.tickcast.sse.candle.CandleListener;
import io.tickcast.sse.wire.Frame;
import java.util.List;

/** The way of candles to a stream of prices. Two of the same stream are equal. */
record CandleDelivery(PriceStream stream, SlowConsumers slowConsumers) implements CandleListener {
    @Override
    public boolean keepsUp() {
        return stream.keepsUp();
    }

    @Override
    public void write(Frame frame) {
        stream.write(frame);
    }

    @Override
    public void miss(List<CandleEvent> events) {
        slowConsumers.missCandles(stream, events);
    }
}
