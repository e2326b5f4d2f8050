package io.tickcast.http;

import io.tickcast.config.Settings;
import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import java.util.Optional;
import java.util.Set;

/**
 * The settings for what the query of a price stream leaves out, and its limits.
 *
 * @param intervalMillis at most one update per symbol in this time; 0: every tick
 * @param maxSymbols     largest number of symbols that a stream may name
 * @param candles        the exchanges whose candles are kept; empty: none are
 * @param alerts         whether there are any
 */
record StreamDefaults(
        TickJson fields, long intervalMillis, int maxSymbols, Optional<Set<String>> candles, boolean alerts) {
    static StreamDefaults of(Settings.Stream settings, Optional<Set<String>> candles, boolean alerts) {
        TickJson fields = new TickJson(settings.fields().stream()
                .map(name -> Field.of(name).orElseThrow())
                .toList());
        return new StreamDefaults(
                fields, settings.interval().toMillis(), settings.limits().symbols(), candles, alerts);
    }
}
