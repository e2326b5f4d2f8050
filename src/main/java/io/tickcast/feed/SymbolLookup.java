package io.tickcast.feed;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import io.tickcast.rest.RestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks up which symbols an exchange lists, at the start and at intervals, lets the feed follow the ones that the
 * settings ask for, and tells all nodes. Belongs to one event loop.
 */
final class SymbolLookup {
    private static final Duration RETRY = Duration.ofMinutes(1);
    /** For a node whose question was lost. */
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    private static final int MAX_FAILURES = 10;
    private static final long ANSWER_MILLIS = 50;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Duration interval;
    private final FeedState.Line line;
    private final InstrumentSource source;
    private final RestClient rest;
    private final SymbolRules rules;
    private final Feed feed;
    private final FeedLog log;
    private final String exchange;
    /** The failures that have been logged since the last answer. */
    private final Set<String> failures = new HashSet<>();

    /** The last ones that came. */
    private @Nullable Map<String, BigDecimal> volumes;

    private @Nullable FeedSymbols known;
    private @Nullable MessageConsumer<Object> questions;
    private long timer = NO_TIMER;
    private long tellTimer = NO_TIMER;
    private long answerTimer = NO_TIMER;
    private boolean stopped;

    /** @param interval time between two look-ups */
    SymbolLookup(
            Vertx vertx,
            Duration interval,
            FeedState.Line line,
            String exchange,
            InstrumentSource source,
            RestClient rest,
            SymbolRules rules,
            Feed feed) {
        this.vertx = vertx;
        this.interval = interval;
        this.line = line;
        this.exchange = exchange;
        this.source = source;
        this.rest = rest;
        this.rules = rules;
        this.feed = feed;
        log = feed.log();
    }

    void start() {
        if (!rest.isConfigured()) {
            log.noList("feed." + exchange + ".rest is empty");
            return;
        }
        questions = vertx.eventBus().consumer(BusAddresses.FEED_SYMBOLS_WANTED, wanted -> asked());
        tellTimer = vertx.setPeriodic(TELL_EVERY.toMillis(), fired -> tell());
        look();
    }

    /** Its own word is forgotten with it: the line is somebody else's now. */
    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        vertx.cancelTimer(tellTimer);
        vertx.cancelTimer(answerTimer);
        if (questions != null) {
            questions.unregister();
        }
    }

    private void look() {
        Future<List<Instrument>> list = rest.get(source.listRequest(), source::instruments);
        Future<Map<String, BigDecimal>> asked = rules.ranks()
                ? rest.get(source.volumeRequest(), source::quoteVolumes)
                : Future.succeededFuture(Map.of());
        Future.join(list, asked).onComplete(done -> {
            if (stopped) {
                return;
            }
            if (asked.succeeded()) {
                volumes = asked.result();
            }
            if (list.succeeded()) {
                follow(list.result());
            }
            if (done.succeeded()) {
                failures.clear();
            } else {
                failed(list.failed(), message(list.failed() ? list.cause() : asked.cause()));
            }
            timer = vertx.setTimer(
                    (done.succeeded() || interval.compareTo(RETRY) < 0 ? interval : RETRY).toMillis(), fired -> look());
        });
    }

    private static String message(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString);
    }

    private void failed(boolean isList, String why) {
        // A ban counts down in its message.
        if (failures.size() == MAX_FAILURES || !failures.add(why.replaceAll("\\d+ s\\b", "… s"))) {
            return;
        }
        if (isList) {
            log.noList(why);
        } else {
            log.noVolumes(why);
        }
    }

    private void follow(List<Instrument> list) {
        SymbolRules.Selection selection =
                volumes == null ? rules.withoutRankings().select(list, Map.of()) : rules.select(list, volumes);
        feed.notTrading(selection.notTrading());
        if (selection.followed().isEmpty()) {
            if (volumes != null) {
                log.noneListed();
            }
            return;
        }
        Map<String, String> names = new LinkedHashMap<>();
        selection.followed().forEach(instrument -> names.put(instrument.symbol(), instrument.name()));
        feed.follow(names);
        known = new FeedSymbols(exchange, line.number(), selection.followed());
        tell();
    }

    /** All event loops of a node ask at once. */
    private void asked() {
        if (answerTimer == NO_TIMER) {
            answerTimer = vertx.setTimer(ANSWER_MILLIS, fired -> {
                answerTimer = NO_TIMER;
                tell();
            });
        }
    }

    private void tell() {
        FeedSymbols told = known;
        if (told != null) {
            vertx.eventBus().publish(BusAddresses.FEED_SYMBOLS, told.toJson());
        }
    }
}
