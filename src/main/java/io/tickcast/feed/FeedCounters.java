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

    JsonObject toJson() {
        return new JsonObject()
                .put("ticks", news)
                .put("repeats", repeats)
                .put("heartbeats", heartbeats)
                .put("acknowledged", acknowledged)
                .put("refused_requests", refused)
                .put("unknown", unknown)
                .put("unknown_fields", unknownFields)
                .put("malformed", malformed)
                .put("past_trades", pastTrades)
                .put("trade_gaps", tradeGaps)
                .put("connects", connects)
                .put("failures", failures)
                .put("renewals", renewals)
                .put("unanswered_pings", unansweredPings);
    }
}
