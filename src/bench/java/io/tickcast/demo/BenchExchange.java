package io.tickcast.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fake exchange under load: each symbol ticks as often as is asked, all at once or spread over the period. The
 * volume of a ticker, or the id of a trade, counts the ticks of its symbol, so that whoever receives them sees what is
 * missing.
 */
public final class BenchExchange {
    private static final long FIRST_VOLUME = 1_000_000_000;
    private static final long IDLE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long TICKER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Pattern LAST_TRADE = Pattern.compile("\"L\":(\\d+)");

    /** @param ratePerSymbol ticks per second; 0: none */
    private record Tempo(double ratePerSymbol, boolean burst) {}

    private final FakeBinance exchange;
    private final boolean trades;
    private final List<Template> templates = new ArrayList<>();
    private final Thread clock = new Thread(this::tick, "exchange-clock");
    private volatile Tempo tempo = new Tempo(0, true);
    private volatile boolean closed;
    private volatile long sent;
    private volatile long late;
    private volatile Consumer<List<Sent>> another = ticks -> {};

    /**
     * A tick that was sent.
     *
     * @param count number of ticks that its symbol has had
     */
    public record Sent(String symbol, long count) {
        /** Volume that the tick states. */
        public long volume() {
            return FIRST_VOLUME + count;
        }
    }

    /** A payload of one symbol with its times, its price and its volume left open. */
    private static final class Template {
        private final String symbol;
        private final String[] parts;
        /** The parts of a ticker before its time, before its last trade, and after that. */
        private final String[] besideTrades;
        /** The last trade before the first one here. */
        private final long firstTrade;

        private long count;
        private long eventTime;
        private long tickerAt = System.nanoTime() - TICKER_NANOS;

        Template(String symbol) {
            this.symbol = symbol;
            String payload = new RandomWalk(symbol, 1, System.currentTimeMillis())
                    .next(System.currentTimeMillis())
                    .toJson();
            Matcher lastTrade = LAST_TRADE.matcher(payload);
            firstTrade = lastTrade.find() ? Long.parseLong(lastTrade.group(1)) : 0;
            besideTrades = lastTrade
                    .replaceFirst("\"L\":|")
                    .replaceFirst("\"E\":\\d+", "\"E\":|")
                    .split("\\|");
            parts = payload.replaceFirst("\"E\":\\d+", "\"E\":|")
                    .replaceFirst("(\"c\":\"\\d+\\.\\d)\\d+", "$1|")
                    .replaceFirst("\"v\":\"[0-9.]+", "\"v\":\"|")
                    .split("\\|");
        }

        /** Whether a second has passed since the last ticker, beside which there are trades. */
        boolean isTickerDue() {
            boolean due = System.nanoTime() - tickerAt >= TICKER_NANOS;
            tickerAt += due ? TICKER_NANOS : 0;
            return due;
        }

        AggTrade trade() {
            count++;
            eventTime = Math.max(eventTime + 1, System.currentTimeMillis());
            long id = firstTrade + count;
            return new AggTrade(symbol, count, "100." + (1 + count % 9), "0.001", id, id, eventTime, false);
        }

        String tickerBesideTrades() {
            return besideTrades[0] + eventTime + besideTrades[1] + (firstTrade + count) + besideTrades[2];
        }

        String next() {
            count++;
            eventTime = Math.max(eventTime + 1, System.currentTimeMillis());
            // Never a zero: a price of nothing is refused.
            return parts[0] + eventTime + parts[1] + (1 + count % 9) + "000000" + parts[2] + (FIRST_VOLUME + count)
                    + ".00000000" + parts[3];
        }
    }

    private BenchExchange(Vertx vertx, List<String> symbols, boolean trades) {
        this.trades = trades;
        exchange = new FakeBinance(vertx, symbols, Limits.REAL.withoutPings(), Script.BY_THE_BOOK);
        symbols.forEach(symbol -> {
            templates.add(new Template(symbol));
            exchange.begin(symbol, Coin.of(symbol).past("binance", System.currentTimeMillis()));
        });
        clock.setDaemon(true);
    }

    /** A message as a connection for several symbols gets it. */
    public static String message(String symbol) {
        long now = System.currentTimeMillis();
        return Session.combined(
                Streams.ticker(symbol), new RandomWalk(symbol, 1, now).next(now).toJson());
    }

    /** The same of a trade; the number is its id, too. */
    public static String tradeMessage(String symbol, long number) {
        return Session.combined(
                Streams.trade(symbol),
                new AggTrade(
                                symbol,
                                number,
                                "95000.12000000",
                                "0.01234000",
                                number,
                                number,
                                System.currentTimeMillis(),
                                true)
                        .toJson());
    }

    /** The same, of tickers. */
    public static Future<BenchExchange> start(Vertx vertx, List<String> symbols) {
        return start(vertx, symbols, false);
    }

    /**
     * Listens, and is silent until it is told a tempo.
     *
     * @param trades whether the ticks are trades, beside a ticker of each symbol once a second
     */
    public static Future<BenchExchange> start(Vertx vertx, List<String> symbols, boolean trades) {
        BenchExchange bench = new BenchExchange(vertx, symbols, trades);
        return bench.exchange.listen(0).map(listening -> {
            bench.clock.start();
            return bench;
        });
    }

    /**
     * From now on.
     *
     * @param ratePerSymbol ticks per second; 0: none
     * @param burst         whether all symbols tick at once, or one after the other, evenly over the period
     */
    public void tempo(double ratePerSymbol, boolean burst) {
        tempo = new Tempo(ratePerSymbol, burst);
        LockSupport.unpark(clock);
    }

    private void tick() {
        Tempo is = tempo;
        long next = System.nanoTime();
        int at = 0;
        while (!closed) {
            if (is != tempo) {
                is = tempo;
                next = System.nanoTime();
            }
            if (is.ratePerSymbol == 0) {
                LockSupport.parkNanos(IDLE_NANOS);
                continue;
            }
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            } else {
                List<Template> due = is.burst ? templates : List.of(templates.get(at++ % templates.size()));
                long period = (long) (1e9 / is.ratePerSymbol * due.size() / templates.size());
                publish(due, next, period);
                next += period;
            }
        }
    }

    /**
     * @param dueAt  time at which these are due, in ns of {@link System#nanoTime()}
     * @param period time until the next ones are, in ns
     */
    private void publish(List<Template> due, long dueAt, long period) {
        exchange.onContext(() -> {
            sent += due.size();
            if (System.nanoTime() - dueAt > period / 2) {
                late += due.size();
            }
            due.forEach(this::publish);
            another.accept(due.stream()
                    .map(template -> new Sent(template.symbol, template.count))
                    .toList());
            return Future.succeededFuture();
        });
    }

    private void publish(Template template) {
        if (!trades) {
            exchange.publish(template.symbol, template.next());
            return;
        }
        exchange.trade(template.trade());
        if (template.isTickerDue()) {
            exchange.publish(template.symbol, template.tickerBesideTrades());
        }
    }

    /** Hands the ticks from now on also to somebody who does not speak the exchange's protocol, on one event loop. */
    public void alsoTo(Consumer<List<Sent>> receiver) {
        another = receiver;
    }

    /** Ticks that have left for the node. */
    public long sent() {
        return sent;
    }

    /** Number of these that were sent more than half a period late: the next ones follow in less than that. */
    public long late() {
        return late;
    }

    /** Base of the WebSocket URLs. */
    public URI endpoint() {
        return exchange.endpoint();
    }

    /** Base of the REST URLs. */
    public URI rest() {
        return exchange.rest();
    }

    public Future<Void> close() {
        closed = true;
        return exchange.close();
    }
}
