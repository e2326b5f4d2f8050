package io.tickcast.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;

/** The samples of a scrape that the status has, too, and where it has them; a number in a path is a place in a list. */
final class MetersOfStatus {
    private static final String FEED = "exchange=\"binance\",line=\"1\",node=\"other\"";
    private static final String FILE = "file=\"a.js\",node=\"n\"";

    static final Map<String, String> ALL = pairs("""
            symbols                                             symbols
            prices                                              prices
            streams_open                                        streams.open
            streams_max                                         streams.max
            streams_opened_total                                streams.opened
            streams_overloaded_total                            streams.overloaded
            streams_resumed_total                               streams.resumed
            streams_reset_total                                 streams.reset
            streams_closed_total{cause="slow"}                  streams.cut_for_slowness
            streams_caught_up_total                             streams.caught_up
            streams_behind                                      streams.behind
            streams_replaying                                   streams.replaying
            stream_connections{path="socket"}                   streams.paths.socket
            stream_connections{path="channel"}                  streams.paths.channel
            stream_connections{path="response"}                 streams.paths.response
            stream_transports{transport="sse"}                  streams.transports.sse
            stream_transports{transport="websocket"}            streams.transports.websocket
            websocket_messages_total                            websocket.messages
            websocket_messages_refused_total                    websocket.refused
            websocket_faults_total                              websocket.faults
            websocket_silent_total                              websocket.silent
            websocket_unfinished_bytes                          websocket.unfinished_bytes
            overloaded_loops                                    overload.loops
            overloads_total                                     overload.times
            overload_conflated_ticks_total                      overload.conflated_ticks
            overload_refused_total                              overload.refused
            passes_total                                        streams.passes
            pass_writes_total                                   streams.frames
            conflated_ticks_total                               streams.conflated_ticks
            compressed_writes_total{refers_back="yes"}          streams.compression.referring_back
            compressed_writes_total{refers_back="no"}           streams.compression.alone
            compressed_text_bytes_total                         streams.compression.text_bytes
            compressed_bytes_total                              streams.compression.bytes
            direct_memory_bytes                                 streams.direct_memory_bytes
            bus_times_ahead_total                               bus.times_ahead
            bus_dropped_total{what="ticks"}                     bus.dropped.ticks
            bus_dropped_total{what="other_world"}               bus.dropped.other_world
            bus_dropped_total{what="feed_reports"}              bus.dropped.feed_reports
            bus_dropped_total{what="history_requests"}          bus.dropped.history_requests
            bus_dropped_total{what="cache_states"}              bus.dropped.cache_states
            bus_dropped_total{what="verticle_states"}           bus.dropped.verticle_states
            stream_addresses                                    arrivals.addresses
            stream_addresses_full                               arrivals.full_addresses
            streams_of_an_address_max                           arrivals.max_per_address
            streams_opened_per_second_max                       arrivals.max_per_second
            streams_too_fast_total                              arrivals.too_fast
            streams_too_many_of_an_address_total                arrivals.too_many_of_an_address
            connections_max                                     connections.max
            connections_refused_total                           connections.refused
            connections_failed_total                            connections.failed
            connections_http2_failed_total                      connections.http2_failed
            connections_tls_failed_total                        connections.tls_failed
            connections_accept_pauses_total                     connections.accept_pauses
            connections_too_many_of_an_address_total            connections.too_many_of_an_address
            http_errors_total{status="404"}                     errors.404
            http_errors_total{status="500"}                     errors.500
            http_errors_total{status="503"}                     errors.503
            http_late_total{what="handshake"}                   late.handshake
            http_late_total{what="head"}                        late.head
            http_late_total{what="body"}                        late.body
            unsent_bytes_max                                    unsent.max
            unsent_cut_total                                    unsent.cut
            unsent_late_total                                   unsent.late
            long_answers_max                                    long_answers.max
            long_answers_refused_total                          long_answers.refused
            replay_ticks                                        replay.ticks
            replay_ticks_max                                    replay.max_ticks
            replay_bytes                                        replay.bytes
            replay_bytes_max                                    replay.max_bytes
            replay_gaps                                         replay.gaps.kept
            replay_gaps_max                                     replay.gaps.max
            replay_gaps_joined_total                            replay.gaps.joined
            replay_gaps_dropped_total                           replay.gaps.dropped
            candle_streams                                      candles.streams
            candle_streams_waiting                              candles.waiting
            candles_sent_total                                  candles.sent
            candles_conflated_total                             candles.conflated
            candles_unread_total                                candles.unread
            relay_clients                                       relay.clients
            relay_streams                                       relay.streams
            relay_streams_max                                   relay.max_streams
            relay_upstream_streams                              relay.upstream_streams
            relay_upstream_connections                          relay.upstream_connections
            relay_upstream_refused_total                        relay.upstream_refused
            relay_upstream_waiting                              relay.upstream_waiting
            relay_connects_total                                relay.connects
            relay_failures_total                                relay.failures
            relay_frames_total                                  relay.frames
            relay_slow_total                                    relay.slow
            relay_rest_questions_total                          relay.rest_questions
            relay_rest_cached_total                             relay.rest_cached
            relay_rest_limited_total                            relay.rest_limited
            relay_rest_cache_bytes                              relay.rest_cache_bytes
            relay_rest_cache_bytes_max                          relay.rest_cache_max
            relay_refused_total                                 relay.refused
            signal_streams                                      signals.streams
            signal_price_streams                                signals.price_streams
            signals_sent_total                                  signals.sent
            signals_dropped_total                               signals.dropped
            signals_malformed_total                             signals.malformed
            signals_kept                                        signals.kept
            signals_kept_bytes                                  signals.bytes
            signals_over_count_total                            signals.over_count
            signals_over_bytes_total                            signals.over_bytes
            cache_pending{store="memory"}                       cache.pending
            cache_written_total{store="memory"}                 cache.written
            cache_failed_batches_total{store="memory"}          cache.failed_batches
            cache_refused{store="memory"}                       cache.refused
            cache_faults_total{fault="unreachable",store="memory"} cache.faults.unreachable
            cache_reports_malformed_total                       cache.malformed
            log_waiting_lines                                   log.waiting
            log_library_lines_total                             log.libraries
            no_descriptors_total                                log.no_descriptors
            log_dropped_lines_total                             log.dropped
            log_printed_dropped_lines_total                     log.printed_dropped
            storage_queued                                      history.queued
            storage_written_total                               history.written
            storage_dropped_total{candles="open"}               history.dropped_open
            storage_dropped_total{candles="closed"}             history.dropped_closed
            storage_deleted_total{reason="age"}                 history.deleted_by_age
            storage_deleted_total{reason="size"}                history.deleted_by_size
            storage_size_bytes                                  history.size_bytes
            storage_malformed_total                             history.malformed
            storage_refused_reads_total                         history.refused_reads
            storage_pages_total{source="cache"}                 history.cached_pages
            storage_pages_total{source="database"}              history.read_pages
            history_missing{exchange="binance"}                 history.exchanges.binance.missing
            history_pages_total{exchange="binance"}             history.exchanges.binance.pages
            history_failures_total{exchange="binance"}          history.exchanges.binance.failures
            name_lookups_total                                  names.lookups
            name_lookups_failed_total                           names.failed
            name_lookups_waiting                                names.waiting
            name_addresses_dead_total                           names.dead_addresses
            feed_symbols{FEED}                                  feeds.0.symbols
            feed_connections{FEED}                              feeds.0.connections
            feed_reconnects_total{FEED}                         feeds.0.reconnects
            ticks_total{FEED}                                   feeds.0.messages.ticks
            feed_repeats_total{FEED}                            feeds.0.messages.repeats
            feed_malformed_total{FEED}                          feeds.0.messages.malformed
            feed_unknown_total{FEED}                            feeds.0.messages.unknown
            feed_past_trades_total{FEED}                        feeds.0.messages.past_trades
            feed_trade_gaps_total{FEED}                         feeds.0.messages.trade_gaps
            feed_failures_total{FEED}                           feeds.0.messages.failures
            feed_renewals_total{FEED}                           feeds.0.messages.renewals
            feed_unanswered_pings_total{FEED}                   feeds.0.messages.unanswered_pings
            feed_candle_connections{FEED}                       feeds.0.candles.connections
            feed_candle_reconnects_total{FEED}                  feeds.0.candles.reconnects
            candles_total{FEED}                                 feeds.0.candles.messages.candles
            feed_candle_repeats_total{FEED}                     feeds.0.candles.messages.repeats
            feed_candle_malformed_total{FEED}                   feeds.0.candles.messages.malformed
            feed_candle_unknown_total{FEED}                     feeds.0.candles.messages.unknown
            feed_candle_failures_total{FEED}                    feeds.0.candles.messages.failures
            feed_candle_renewals_total{FEED}                    feeds.0.candles.messages.renewals
            verticle_calls_total{FILE}                          verticles.0.calls
            verticle_calls_per_second{FILE}                     verticles.0.calls_per_second
            verticle_failures_total{FILE}                       verticles.0.failures
            verticle_overruns_total{FILE}                       verticles.0.overruns
            verticle_conflated_ticks_total{FILE}                verticles.0.conflated
            verticle_signals_total{FILE}                        verticles.0.signals
            verticle_candles_dropped_total{FILE}                verticles.0.candles_dropped
            verticle_signals_dropped_total{FILE}                verticles.0.signals_dropped
            verticle_log_dropped_total{FILE}                    verticles.0.log_dropped
            """);

    private MetersOfStatus() {}

    private static Map<String, String> pairs(String table) {
        return table.replace("{FEED}", "{" + FEED + "}")
                .replace("{FILE}", "{" + FILE + "}")
                .lines()
                .map(line -> line.split(" +"))
                .collect(Collectors.toMap(pair -> "tickcast_" + pair[0], pair -> pair[1]));
    }

    /** @throws NullPointerException where the status lacks it */
    static double number(JsonObject status, String path) {
        Object at = status;
        for (String step : path.split("\\.")) {
            at = at instanceof JsonArray list
                    ? list.getValue(Integer.parseInt(step))
                    : ((JsonObject) at).getValue(step);
        }
        return ((Number) at).doubleValue();
    }
}
