package io.tickcast.sse;

import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.sse.signal.SignalNames;
import java.util.Optional;

/**
 * The events of a stream of prices besides prices.
 *
 * @param alerts their owner; empty: none
 */
public record SideEvents(Optional<SignalNames> signals, Optional<CandleSelection> candles, Optional<String> alerts) {
    public static final SideEvents NONE = new SideEvents(Optional.empty(), Optional.empty());

    public SideEvents(Optional<SignalNames> signals, Optional<CandleSelection> candles) {
        this(signals, candles, Optional.empty());
    }

    /** The signals, and the alerts, which come the same way. */
    Optional<SignalNames> signalsAndAlerts() {
        return alerts.map(owner -> signals.orElse(SignalNames.NONE).withAlertsOf(owner))
                .or(() -> signals);
    }
}
