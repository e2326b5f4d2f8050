package io.tickcast.feed;

import io.tickcast.log.Printable;
import io.tickcast.market.FeedState.State;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of one feed in the log: recurring troubles rarely, and whatever comes from outside made printable. */
final class FeedLog {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final String exchange;
    /** The exchange, or a part of it. */
    private final String subject;

    private final Duration firstFrame;
    private final RateLimitedLogger quietLog = new RateLimitedLogger(LOG);
    /** Symbols that the log has named as silent; thin markets fall silent again and again. */
    private final Set<String> named = new HashSet<>();

    private final Set<String> refused = new HashSet<>();
    private String service = "";

    /** @param firstFrame time that a symbol has for its first tick */
    FeedLog(String exchange, Duration firstFrame) {
        this(exchange, exchange, firstFrame);
    }

    private FeedLog(String exchange, String subject, Duration firstFrame) {
        this.exchange = exchange;
        this.subject = subject;
        this.firstFrame = firstFrame;
    }

    /** The log of the connections for candles. */
    static FeedLog ofCandles(String exchange, Duration firstFrame) {
        return new FeedLog(exchange, "candles of " + exchange, firstFrame);
    }

    /** The log of the connections whose messages are relayed. */
    static FeedLog ofRelay(String exchange) {
        return new FeedLog(exchange, "relay of " + exchange, Duration.ZERO);
    }

    void state(State state) {
        LOG.info("{} is {}", subject, state.word());
    }

    void notTrading(Map<String, String> reasons) {
        LOG.warn(
                "{}: {}",
                subject,
                reasons.isEmpty()
                        ? "all symbols trade again"
                        : "not trading: " + Printable.shown(reasons.toString(), RateLimitedLogger.MAX_CHARS));
    }

    /** @param all all symbols that are followed from now on */
    void follows(List<String> come, List<String> gone, List<String> all) {
        LOG.info(
                "{}: follows {} symbols{}{}: {}",
                subject,
                all.size(),
                come.isEmpty() ? "" : "; new: " + shown(come),
                gone.isEmpty() ? "" : "; no longer: " + shown(gone),
                shown(all));
    }

    private static String shown(List<String> symbols) {
        return Printable.shown(String.join(", ", symbols), RateLimitedLogger.MAX_CHARS);
    }

    void noList(String why) {
        LOG.info("{}: the list of instruments is not known, so its symbols are not checked: {}", subject, why);
    }

    void noVolumes(String why) {
        LOG.info("{}: the volumes are not known, so its rankings stay as they are: {}", subject, why);
    }

    void noneListed() {
        LOG.warn("{}: lists none of the symbols of the settings, so the subscriptions stay as they are", exchange);
    }

    void allAhead(long millis) {
        LOG.warn(
                "{}: all prices are dated {} ms ahead of this machine's clock. That is more likely to be wrong than the"
                        + " exchange's: set it, best by NTP",
                subject,
                millis);
    }

    void failed(String what, String why) {
        quietLog.warn(subject + " " + what, why, System.nanoTime());
    }

    void trouble(String what, String detail) {
        quietLog.warn(subject + ": " + what, detail, System.nanoTime());
    }

    void explainRefusal(URI base, int status) {
        LOG.warn(
                "{}: {} refuses this server with HTTP {}: it does not serve the country or network that this server "
                        + "calls from. Set feed.{}.endpoints to a base that does, or feed.proxy. "
                        + "Trying the other endpoints meanwhile.",
                subject,
                base,
                status,
                exchange);
    }

    void renewing(String why) {
        LOG.info("{}: opening a new connection before this one ends: {}", subject, why);
    }

    /** @param reasons of symbols that the exchange has refused just now */
    void refused(Map<String, String> reasons) {
        Map<String, String> first = new LinkedHashMap<>(reasons);
        first.keySet().retainAll(reasons.keySet().stream().filter(refused::add).toList());
        if (!first.isEmpty()) {
            LOG.warn(
                    "{}: refused by the exchange: {}",
                    subject,
                    Printable.shown(first.toString(), RateLimitedLogger.MAX_CHARS));
        } else if (!reasons.isEmpty()) {
            trouble("refused again", reasons.toString());
        }
    }

    /** @param state a word of the exchange; empty: its service is as usual */
    void service(String state) {
        if (state.equals(service)) {
            return;
        }
        service = state;
        if (state.isEmpty()) {
            quietLog.info(subject + ": the exchange announces", "its service is as usual", System.nanoTime());
        } else {
            quietLog.warn(subject + ": the exchange announces " + state, "prices may be missing", System.nanoTime());
        }
    }

    void silent(List<String> found) {
        List<String> first = found.stream().filter(named::add).toList();
        if (!first.isEmpty()) {
            LOG.warn(
                    "{}: subscribed, but silent for {} ms: {}",
                    subject,
                    firstFrame.toMillis(),
                    Printable.shown(String.join(", ", first), RateLimitedLogger.MAX_CHARS));
        } else if (!found.isEmpty()) {
            trouble("silent again", String.join(", ", found));
        }
    }

    void speaksAgain(String symbol) {
        quietLog.info(subject + ": no longer silent", symbol, System.nanoTime());
    }
}
