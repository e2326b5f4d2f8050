package io.tickcast.metrics;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The metrics of what the status says. What it leaves out, or another node misspells, has no metric. */
final class StatusMetrics {
    private static final int LONGEST_LABEL = 80;

    private final JsonObject status;
    private final Families to;

    StatusMetrics(JsonObject status, Families to) {
        this.status = status;
        this.to = to;
    }

    void add() {
        to.gauge(
                "node",
                "What runs; always 1",
                1,
                "node",
                text(status, "node"),
                "version",
                text(status, "version"),
                "demo",
                String.valueOf(status.getValue("demo")));
        gauge(status, "symbols", "symbols", "Symbols that the settings name");
        gauge(status, "prices", "prices", "Symbols of the primary exchange whose newest price is held");
        streams(object(status, "streams"));
        JsonObject bus = object(status, "bus");
        counter(
                bus,
                "times_ahead",
                "bus_times_ahead",
                "Receive times of other nodes that were ahead of this node's clock "
                        + "by more than cluster.clock-tolerance, of one event loop; it takes its own time in their place");
        JsonObject dropped = object(bus, "dropped");
        dropped.fieldNames()
                .forEach(what -> counter(
                        dropped,
                        what,
                        "bus_dropped",
                        "Messages of the event bus that were dropped, of one event loop, by what they should have been",
                        "what",
                        what));
        arrivals(object(status, "arrivals"));
        connections(object(status, "connections"));
        errors(object(status, "errors"));
        late(object(status, "late"));
        tokens(object(status, "tokens"));
        unsent(object(status, "unsent"));
        longAnswers(object(status, "long_answers"));
        replay(object(status, "replay"));
        signals(object(status, "signals"));
        cache(object(status, "cache"));
        JsonObject log = object(status, "log");
        gauge(
                log,
                "waiting",
                "log_waiting_lines",
                "Lines of the log that wait until standard output is taken; at most 1024");
        counter(
                log,
                "libraries",
                "log_library_lines",
                "Warnings and errors of libraries, of which the log has the 1st, 2nd, 4th, 8th ... of each kind");
        counter(log, "no_descriptors", "no_descriptors", "How often a connection found no file descriptor (ulimit -n)");
        counter(
                log,
                "dropped",
                "log_dropped_lines",
                "Lines of the log dropped since nobody took standard output, or it could not be written");
        counter(
                log,
                "printed_dropped",
                "log_printed_dropped_lines",
                "Lines that code printed and that were dropped: more than 100 in a second");
        names(object(status, "names"));
        List<JsonObject> feeds = objects(status.getValue("feeds"));
        // Where a node has started anew its older line is still known for a while.
        feeds.stream().filter(feed -> !isSilent(feed)).forEach(this::feed);
        feeds.stream().filter(StatusMetrics::isSilent).forEach(this::feed);
        objects(status.getValue("verticles")).forEach(this::verticle);
        if (status.containsKey("cluster")) {
            cluster(object(status, "cluster"));
        }
    }

    private void streams(JsonObject streams) {
        gauge(streams, "open", "streams_open", "Open streams");
        gauge(streams, "max", "streams_max", "Streams that may be open: stream.max-connections");
        JsonObject paths = object(streams, "paths");
        paths.fieldNames()
                .forEach(path -> gauge(
                        paths,
                        path,
                        "stream_connections",
                        "Open streams by the path of their frames: socket, channel (behind the HTTP encoder) "
                                + "or response (Vert.x)",
                        "path",
                        path));
        counter(streams, "opened", "streams_opened", "Streams opened");
        counter(streams, "overloaded", "streams_overloaded", "Streams refused since no more fit");
        counter(streams, "resumed", "streams_resumed", "Streams that went on where their client was");
        counter(streams, "reset", "streams_reset", "Streams that got a snapshot since what they missed is gone");
        counter(streams, "passes", "passes", "Walks over the streams that wrote what had arrived");
        counter(streams, "frames", "pass_writes", "Writes of passes, each to one stream");
        counter(
                streams,
                "conflated_ticks",
                "conflated_ticks",
                "Ticks that streams which were behind did not get as events of their own");
        counter(streams, "caught_up", "streams_caught_up", "Streams that were behind and have caught up");
        gauge(streams, "behind", "streams_behind", "Price streams whose clients read too slowly just now");
        gauge(streams, "replaying", "streams_replaying", "Price streams that are being given what they missed");
        gauge(streams, "direct_memory_bytes", "direct_memory_bytes", "Memory of network buffers outside the heap");
    }

    private void arrivals(JsonObject arrivals) {
        gauge(
                arrivals,
                "addresses",
                "stream_addresses",
                "Addresses that have streams, where stream.max-per-address counts them");
        counter(arrivals, "too_fast", "streams_too_fast", "Streams refused by stream.open-rate");
        counter(
                arrivals,
                "too_many_of_an_address",
                "streams_too_many_of_an_address",
                "Streams refused by stream.max-per-address");
        gauge(arrivals, "full_addresses", "stream_addresses_full", "Addresses that have as many streams as they may");
        gauge(
                arrivals,
                "max_per_address",
                "streams_of_an_address_max",
                "Streams that an address may have: stream.max-per-address");
        gauge(
                arrivals,
                "max_per_second",
                "streams_opened_per_second_max",
                "Streams that may be opened within a second: stream.open-rate");
    }

    private void tokens(JsonObject tokens) {
        gauge(tokens, "keys", "token_keys", "Keys that tokens are checked with");
        counter(tokens, "reads", "token_key_reads", "Attempts to read these keys");
        counter(tokens, "failed_reads", "token_key_failed_reads", "Attempts to read these keys that failed");
        counter(
                tokens,
                "reads_for_tokens",
                "token_key_reads_for_tokens",
                "Attempts to read these keys since a token may be signed with a newer one");
    }

    private void late(JsonObject late) {
        late.fieldNames()
                .forEach(what -> counter(
                        late,
                        what,
                        "http_late",
                        "Connections and requests ended by http.header-timeout, by what was late",
                        "what",
                        what));
    }

    private void unsent(JsonObject unsent) {
        gauge(unsent, "bytes", "unsent_bytes", "Bytes of answers and streams that clients have not taken yet");
        gauge(unsent, "max", "unsent_bytes_max", "Bytes that may wait for clients: http.max-unsent");
        counter(unsent, "cut", "unsent_cut", "Connections, and streams of HTTP/2, closed by http.max-unsent");
        counter(unsent, "late", "unsent_late", "Answers that ended by http.write-timeout");
    }

    private void longAnswers(JsonObject answers) {
        gauge(
                answers,
                "waiting",
                "long_answers_waiting",
                "Long answers that are being written or compressed, or wait for it");
        gauge(answers, "max", "long_answers_max", "Long answers that may wait");
        counter(
                answers,
                "refused",
                "long_answers_refused",
                "Long answers that were not compressed, or got 503, since too many waited");
    }

    private void replay(JsonObject replay) {
        gauge(replay, "ticks", "replay_ticks", "Ticks kept for clients that come back, of one event loop");
        gauge(replay, "max_ticks", "replay_ticks_max", "Ticks that may be kept: stream.replay-ticks");
        gauge(replay, "bytes", "replay_bytes", "Memory of the ticks kept, of one event loop");
        gauge(replay, "max_bytes", "replay_bytes_max", "Memory that ticks kept may take: stream.replay-bytes");
        number(replay, "covers_ms")
                .ifPresent(covered -> to.gauge(
                        "replay_covered_seconds", "For how long a client may be away and miss nothing", covered / 1e3));
    }

    private void connections(JsonObject connections) {
        gauge(connections, "open", "connections_open", "Open connections, those of streams among them");
        gauge(connections, "max", "connections_max", "Connections that may be open: http.max-connections");
        counter(connections, "refused", "connections_refused", "Connections closed as they came since no more fit");
        counter(
                connections,
                "failed",
                "connections_failed",
                "Connections that could not be read, most since they were reset");
        counter(
                connections,
                "http2_failed",
                "connections_http2_failed",
                "Connections of HTTP/2 ended since their clients broke its rules");
        counter(
                connections,
                "accept_pauses",
                "connections_accept_pauses",
                "Moments without accepting, for event loops that had enough new connections");
        counter(connections, "tls_failed", "connections_tls_failed", "Connections whose handshake of TLS failed");
        counter(
                connections,
                "too_many_of_an_address",
                "connections_too_many_of_an_address",
                "Connections closed as they came by http.max-per-address");
    }

    private void errors(JsonObject errors) {
        errors.fieldNames()
                .forEach(status -> counter(
                        errors,
                        status,
                        "http_errors",
                        "Requests answered with an error, by its status",
                        "status",
                        status));
    }

    private void signals(JsonObject signals) {
        gauge(signals, "streams", "signal_streams", "Open streams of signals alone");
        gauge(signals, "price_streams", "signal_price_streams", "Open price streams that want signals, too");
        counter(signals, "sent", "signals_sent", "Signals written, each to one stream");
        counter(signals, "dropped", "signals_dropped", "Signals that price streams did not get since they were behind");
        counter(signals, "malformed", "signals_malformed", "Messages that were no signals");
        gauge(signals, "kept", "signals_kept", "Signals kept for clients that come back, of one event loop");
        gauge(signals, "bytes", "signals_kept_bytes", "Memory of these signals, of one event loop");
        counter(signals, "over_count", "signals_over_count", "Signals given up early since too many were kept");
        counter(signals, "over_bytes", "signals_over_bytes", "Signals given up early since they took too much memory");
    }

    private void cache(JsonObject cache) {
        counter(cache, "malformed", "cache_reports_malformed", "Messages that were no report of the cache");
        if (!cache.containsKey("state")) {
            return;
        }
        String store = text(cache, "store");
        to.gauge(
                "cache_up",
                "Whether the store of the last prices takes them",
                text(cache, "state").equals("up") ? 1 : 0,
                "store",
                store);
        gauge(
                cache,
                "pending",
                "cache_pending",
                "Prices that wait to be stored; at most one for each symbol",
                "store",
                store);
        counter(cache, "written", "cache_written", "Prices stored", "store", store);
        counter(
                cache,
                "failed_batches",
                "cache_failed_batches",
                "Batches of prices that could not be stored",
                "store",
                store);
        gauge(cache, "refused", "cache_refused", "Stored prices that could not be read at start", "store", store);
        JsonObject faults = object(cache, "faults");
        faults.fieldNames()
                .forEach(fault -> counter(
                        faults,
                        fault,
                        "cache_faults",
                        "Failures of the store, by what failed",
                        "store",
                        store,
                        "fault",
                        cut(fault)));
    }

    private void names(JsonObject names) {
        counter(names, "lookups", "name_lookups", "Look-ups of host names");
        counter(names, "failed", "name_lookups_failed", "Look-ups of host names that found no address");
        gauge(names, "waiting", "name_lookups_waiting", "Host names that are being looked up; 8 at once");
        counter(
                names,
                "dead_addresses",
                "name_addresses_dead",
                "Addresses that took no connection, of names that have several");
    }

    private void feed(JsonObject feed) {
        JsonObject line = object(feed, "line");
        String[] of = {
            "exchange",
            text(feed, "exchange"),
            "line",
            String.valueOf(line.getValue("number")),
            "node",
            text(line, "node")
        };
        to.gauge(
                "feed_live",
                "Whether clients are told that an exchange's prices are live",
                text(feed, "state").equals("live") ? 1 : 0,
                "exchange",
                text(feed, "exchange"));
        to.gauge(
                "feed_line_live",
                "Whether a line of a feed is live",
                text(line, "state").equals("live") ? 1 : 0,
                of);
        number(feed, "last_tick_age_ms")
                .ifPresent(age ->
                        to.gauge("feed_last_tick_age_seconds", "Age of the newest tick of a line", age / 1e3, of));
        gauge(feed, "symbols", "feed_symbols", "Symbols of a line", of);
        gauge(feed, "connections", "feed_connections", "Connections of a line", of);
        counter(feed, "reconnects", "feed_reconnects", "Connections of a line made anew", of);
        number(feed, "clock_offset_ms")
                .ifPresent(offset -> to.gauge(
                        "feed_clock_offset_seconds",
                        "How much later than the exchange's time a tick arrived",
                        offset / 1e3,
                        of));
        if (feed.getValue("silent_symbols") instanceof JsonArray silent) {
            to.gauge("feed_silent_symbols", "Symbols of a line without news", silent.size(), of);
        }
        JsonObject messages = object(feed, "messages");
        counter(messages, "ticks", "ticks", "Ticks that were news", of);
        counter(messages, "repeats", "feed_repeats", "Ticks that were no news", of);
        counter(messages, "malformed", "feed_malformed", "Messages of an exchange that could not be read", of);
        counter(messages, "unknown", "feed_unknown", "Messages of an exchange of an unknown kind", of);
        counter(messages, "failures", "feed_failures", "Connections that failed", of);
        counter(messages, "renewals", "feed_renewals", "Connections replaced since they were old", of);
        counter(
                messages,
                "unanswered_pings",
                "feed_unanswered_pings",
                "Pings of an exchange that got no pong of their own since newer ones came at once",
                of);
    }

    private static boolean isSilent(JsonObject feed) {
        return text(object(feed, "line"), "state").equals("silent");
    }

    private void verticle(JsonObject verticle) {
        String[] of = {"file", text(verticle, "file"), "node", text(verticle, "node")};
        to.gauge(
                "verticle_state",
                "State of a file of the verticles' folder; always 1",
                1,
                "file",
                of[1],
                "language",
                text(verticle, "language"),
                "node",
                of[3],
                "state",
                text(verticle, "state"));
        if (verticle.containsKey("last_error")) {
            // Without figures, so that an error which is another each time makes no series each time.
            to.gauge(
                    "verticle_last_error",
                    "The last error of a file, its figures as #; always 1",
                    1,
                    "file",
                    of[1],
                    "node",
                    of[3],
                    "error",
                    cut(text(verticle, "last_error").replaceAll("\\d+", "#")));
        }
        counter(verticle, "calls", "verticle_calls", "Calls of a file", of);
        gauge(
                verticle,
                "calls_per_second",
                "verticle_calls_per_second",
                "Calls of a file in the last whole second",
                of);
        JsonObject micros = object(verticle, "call_us");
        percentile(micros, "p50", "50", of);
        percentile(micros, "p99", "99", of);
        percentile(micros, "max", "100", of);
        counter(verticle, "failures", "verticle_failures", "Calls of a file that failed", of);
        counter(verticle, "overruns", "verticle_overruns", "Calls of a file that took too long", of);
        counter(
                verticle,
                "conflated",
                "verticle_conflated_ticks",
                "Ticks that a file did not get since it was behind",
                of);
        counter(verticle, "signals", "verticle_signals", "Signals that a file published", of);
        counter(verticle, "signals_dropped", "verticle_signals_dropped", "Signals of a file that were too many", of);
        counter(verticle, "log_dropped", "verticle_log_dropped", "Lines for the log of a file that were too many", of);
    }

    private void percentile(JsonObject micros, String key, String percentile, String... of) {
        number(micros, key)
                .ifPresent(value -> to.gauge(
                        "verticle_call_seconds",
                        "Time of a file's calls",
                        value / 1e6,
                        of[0],
                        of[1],
                        of[2],
                        of[3],
                        "percentile",
                        percentile));
    }

    private void cluster(JsonObject cluster) {
        List<JsonObject> nodes = objects(cluster.getValue("nodes"));
        to.gauge(
                "cluster_deaf",
                "Whether this node is at fault that it hears none of the others, or none hears it",
                Boolean.TRUE.equals(cluster.getValue("deaf")) ? 1 : 0);
        gauge(cluster, "members", "cluster_members", "Nodes that the cluster lists, this one included");
        to.gauge("cluster_nodes", "Nodes that are heard on the event bus, this one included", nodes.size());
        to.gauge(
                "cluster_silent_members",
                "Members that are not heard on the event bus",
                cluster.getValue("silent") instanceof JsonArray silent ? silent.size() : 0);
        to.gauge(
                "cluster_differences",
                "Settings of other nodes that should be as they are here and are not",
                cluster.getValue("differences") instanceof JsonArray differences ? differences.size() : 0);
        counter(
                cluster,
                "malformed",
                "cluster_malformed_heartbeats",
                "Heartbeats of the event bus that could not be read");
        nodes.forEach(node -> number(node, "heard_ms_ago")
                .ifPresent(age -> to.gauge(
                        "cluster_heartbeat_age_seconds",
                        "Time since another node was heard",
                        age / 1e3,
                        "node",
                        text(node, "node"))));
    }

    private void gauge(JsonObject of, String key, String name, String help, String... labels) {
        number(of, key).ifPresent(value -> to.gauge(name, help, value, labels));
    }

    private void counter(JsonObject of, String key, String name, String help, String... labels) {
        number(of, key).ifPresent(value -> to.counter(name, help, value, labels));
    }

    private static Optional<Double> number(JsonObject of, String key) {
        return of.getValue(key) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    private static String text(JsonObject of, String key) {
        return of.getValue(key) instanceof String text ? cut(text) : "";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL);
    }

    private static JsonObject object(JsonObject of, String key) {
        return of.getValue(key) instanceof JsonObject object ? object : new JsonObject();
    }

    private static List<JsonObject> objects(Object value) {
        return value instanceof JsonArray array
                ? IntStream.range(0, array.size())
                        .mapToObj(array::getValue)
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }
}
