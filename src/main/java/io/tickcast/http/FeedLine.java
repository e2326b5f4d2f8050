package io.tickcast.http;

import io.tickcast.market.FeedState;
import io.tickcast.metrics.MeterRows;
import io.tickcast.sse.FeedStatusTracker;
import io.tickcast.time.Micros;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/**
 * A line of a feed, as status and metrics show it.
 *
 * @param silent whether it no longer reports, so that this is its last word
 * @param shown  state of its exchange as clients see it
 */
record FeedLine(FeedState report, boolean silent, FeedState.State shown) {
    static FeedLine of(FeedStatusTracker.Word word, FeedStatusTracker feeds) {
        return new FeedLine(
                word.report(), word.silent(), feeds.state(word.report().exchange()));
    }

    JsonObject toJson() {
        JsonObject feed = new JsonObject()
                .put("exchange", report.exchange())
                .put("state", shown.word())
                .put(
                        "line",
                        new JsonObject()
                                .put("number", report.line().number())
                                .put("node", report.line().node())
                                .put("state", silent ? "silent" : report.state().word())
                                .put("since", report.since().toString()));
        lastTickAgeMillis().ifPresent(age -> feed.put("last_tick_age_ms", age));
        return feed.mergeIn(report.details());
    }

    /** Empty without a tick. */
    private OptionalLong lastTickAgeMillis() {
        return report.lastTick() > 0
                ? OptionalLong.of(Math.max(0, Micros.now() - report.lastTick()) / 1_000)
                : OptionalLong.empty();
    }

    void addTo(MeterRows to) {
        ReportRows exchange = new ReportRows(to, report.details()).with("exchange", report.exchange());
        exchange.gauge(
                "tickcast_feed_live",
                "Whether streams show an exchange's prices as live",
                shown == FeedState.State.LIVE ? 1 : 0);
        ReportRows line = exchange.with("line", Integer.toString(report.line().number()))
                .with("node", report.line().node());
        line.gauge(
                "tickcast_feed_line_live",
                "Whether a line of a feed is live",
                !silent && report.state() == FeedState.State.LIVE ? 1 : 0);
        lastTickAgeMillis()
                .ifPresent(age -> line.gauge(
                        "tickcast_feed_last_tick_age_seconds", "Age of the newest tick of a line", age / 1e3));
        line.gauge("symbols", "tickcast_feed_symbols", "Symbols of a line");
        line.gauge("connections", "tickcast_feed_connections", "Connections of a line");
        line.counter("reconnects", "tickcast_feed_reconnects", "Reconnects of a line");
        line.gauge(
                "clock_offset_ms",
                1e3,
                "tickcast_feed_clock_offset_seconds",
                "Delay of a tick's arrival after the exchange's time");
        if (report.details().getValue("silent_symbols") instanceof JsonArray symbols) {
            line.gauge("tickcast_feed_silent_symbols", "Symbols of a line without new prices", symbols.size());
        }
        ReportRows messages = line.part("messages");
        messages.counter("ticks", "tickcast_ticks", "Ticks that were new");
        messages.counter("repeats", "tickcast_feed_repeats", "Ticks that were not new");
        messages.counter("malformed", "tickcast_feed_malformed", "Messages of an exchange that could not be parsed");
        messages.counter("unknown", "tickcast_feed_unknown", "Messages of an exchange with an unknown type");
        messages.counter("past_trades", "tickcast_feed_past_trades", "Trades that were missed and fetched later");
        messages.counter("trade_gaps", "tickcast_feed_trade_gaps", "Gaps of trades that could not be had");
        messages.counter("failures", "tickcast_feed_failures", "Connections that failed");
        messages.counter("renewals", "tickcast_feed_renewals", "Connections replaced because of their age");
        messages.counter(
                "unanswered_pings",
                "tickcast_feed_unanswered_pings",
                "Pings of an exchange without a pong of their own, because newer pings followed at once");
        addCandles(line.part("candles"));
    }

    /** Only of a line that brings candles. */
    private static void addCandles(ReportRows candles) {
        candles.gauge("connections", "tickcast_feed_candle_connections", "Connections of a line for candles");
        candles.counter("reconnects", "tickcast_feed_candle_reconnects", "Reconnects of a line for candles");
        ReportRows messages = candles.part("messages");
        messages.counter("candles", "tickcast_candles", "Changes of candles that were new");
        messages.counter("repeats", "tickcast_feed_candle_repeats", "Candles, or trades for them, that were not new");
        messages.counter(
                "malformed", "tickcast_feed_candle_malformed", "Messages with candles that could not be parsed");
        messages.counter("unknown", "tickcast_feed_candle_unknown", "Messages beside candles with an unknown type");
        messages.counter("failures", "tickcast_feed_candle_failures", "Connections for candles that failed");
        messages.counter(
                "renewals", "tickcast_feed_candle_renewals", "Connections for candles replaced because of their age");
    }
}
