package io.tickcast.feed;

import io.vertx.core.json.JsonObject;

/** Counters of a feed since its start. */
final class FeedCounters {
    long news;
    long repeats;
    long heartbeats;
    long acknowledged;
    long refused;
    long unknown;
    long unknownFields;
    long malformed;
    long pastTrades;
    long tradeGaps;
    long connects;
    long failures;
    long renewals;
    long unansweredPings;

    /** Of a feed of ticks. */
    JsonObject toJson() {
        return toJson("ticks").put("past_trades", pastTrades).put("trade_gaps", tradeGaps);
    }

    /** @param unit of the news */
    JsonObject toJson(String unit) {
        return new JsonObject()
                .put(unit, news)
                .put("repeats", repeats)
                .put("heartbeats", heartbeats)
                .put("acknowledged", acknowledged)
                .put("refused_requests", refused)
                .put("unknown", unknown)
                .put("unknown_fields", unknownFields)
                .put("malformed", malformed)
                .put("connects", connects)
                .put("failures", failures)
                .put("renewals", renewals)
                .put("unanswered_pings", unansweredPings);
    }
}
