package io.tickcast.testing;

import io.tickcast.cluster.Setup;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsReader;
import io.tickcast.market.PrimaryExchange;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of a node that keeps to loopback: any free port, and no exchange unless one is named. */
public final class TestSettings {
    private TestSettings() {}

    /** @param overrides by variable, such as {@code TICKCAST_STREAM_HEARTBEAT} */
    public static Settings with(Map<String, String> overrides) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TICKCAST_HTTP_HOST", "127.0.0.1",
                "TICKCAST_HTTP_PORT", "0",
                "TICKCAST_NODE_NAME", "test",
                // None comes in the midst of a test that takes long.
                "TICKCAST_STREAM_HEARTBEAT", "1h",
                // A stream gets each tick that a test publishes, unless the test is about intervals.
                "TICKCAST_STREAM_INTERVAL", "0ms",
                "TICKCAST_FEED_ENABLED", "false",
                "TICKCAST_FEED_BINANCE_ENDPOINTS", "ws://127.0.0.1:1",
                "TICKCAST_FEED_BINANCE_REST", "",
                // Most exchanges of tests send tickers alone.
                "TICKCAST_FEED_BINANCE_CHANNELS", "ticker",
                "TICKCAST_DRAIN_TIMEOUT", "200ms"));
        // No test but those of candles and alerts writes a file.
        environment.put("TICKCAST_HISTORY_ENABLED", "false");
        environment.put("TICKCAST_ALERT_ENABLED", "false");
        // A machine that has no time for a test is not to cost it ticks.
        environment.put("TICKCAST_STREAM_OVERLOAD_AFTER", "1h");
        environment.putAll(overrides);
        return SettingsReader.read(Optional.empty(), environment);
    }

    /** The exchange that such a node serves. */
    public static PrimaryExchange primary(Settings settings) {
        Settings.Exchange primary = settings.feed().primary();
        return new PrimaryExchange(primary.name(), primary.resolve(settings.symbols()), primary.aliases());
    }

    /** The setup that such a node shows to the others of its cluster. */
    public static Setup setup(Settings settings) {
        return new Setup("test", false, List.of("binance"), settings.symbols());
    }

    /** The same, fed by this exchange, which is asked again soon, and is given all the time that it needs. */
    public static Settings fedBy(URI endpoint, URI rest, Map<String, String> overrides) {
        Map<String, String> fed = new HashMap<>(Map.of(
                "TICKCAST_FEED_ENABLED", "true",
                "TICKCAST_FEED_BINANCE_ENDPOINTS", endpoint.toString(),
                "TICKCAST_FEED_BINANCE_REST", rest.toString(),
                // A busy machine is no fault of the exchange.
                "TICKCAST_FEED_CONNECT_TIMEOUT", "2m",
                "TICKCAST_FEED_STALE_AFTER", "5m",
                "TICKCAST_FEED_DATA_TIMEOUT", "10m",
                "TICKCAST_FEED_BACKOFF_MIN", "20ms",
                "TICKCAST_FEED_BACKOFF_MAX", "200ms"));
        fed.putAll(overrides);
        return with(fed);
    }
}
