package io.tickcast.sse;

import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.sse.signal.SignalNames;
import java.util.Optional;

/** What a stream of prices is to get besides. */
public record SideEvents(Optional<SignalNames> signals, Optional<CandleSelection> candles) {
    public static final SideEvents NONE = new SideEvents(Optional.empty(), Optional.empty());
}
