package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;

/** The objects that all connections of a feed share. */
record FeedResources(
        Vertx vertx,
        SystemResolver names,
        WebSocketClient client,
        Protocol protocol,
        Settings.Feed settings,
        ConnectBudget budget,
        FeedCounters counters,
        FeedLog log) {}
