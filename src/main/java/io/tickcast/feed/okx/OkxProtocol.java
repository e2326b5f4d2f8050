package io.tickcast.feed.okx;

import io.tickcast.feed.Batches;
import io.tickcast.feed.ClientLimits;
import io.tickcast.feed.ExchangeProtocol;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.Silence;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** OKX' public channel {@code tickers}: a push for each change, at most ten a second and symbol. */
public final class OkxProtocol extends ExchangeProtocol {
    public static final String EXCHANGE = "okx";

    /** A connection may send 480 requests an hour (OKX' API guide, "Connection"). */
    private static final int ARGUMENTS_PER_REQUEST = 500;

    /** All arguments of a request may have 64 KB together (OKX' API guide, "Subscribe"). */
    private static final int BYTES_PER_REQUEST = 60_000;
    /** The argument without its instrument, and a comma. */
    private static final int BYTES_BESIDE_NAME = 34;

    /** A connection without traffic for 30 s is closed with 4004 "No data received in 30s". */
    private static final KeepAlive PING = new KeepAlive(Duration.ofSeconds(20), "ping");

    /** By OKX' API guide: 3 connections a second and address. A message has less than 1 KB. */
    private static final ClientLimits LIMITS =
            new ClientLimits(1, Duration.ofSeconds(1), Duration.ofMillis(250), 2 << 20);

    /**
     * A pair without a change is pushed after 60 s (recorded: 59.6 to 60.4 s), so that a connection of thin pairs is
     * silent for longer than {@code feed.data-timeout}. The pong to our ping shows that it is alive.
     */
    private static final Silence SILENCE = Silence.besideHeartbeats(Duration.ofSeconds(30), Duration.ofSeconds(90));

    private final OkxParser parser;

    /** @param demo whether the ticks are the fake exchange's */
    public OkxProtocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        this(Instruments.separatedBy("-", symbols), symbolsPerConnection, demo, NodeClock.system());
    }

    OkxProtocol(Instruments instruments, int symbolsPerConnection, boolean demo, NodeClock clock) {
        super(EXCHANGE, instruments, symbolsPerConnection, LIMITS, SILENCE);
        parser = new OkxParser(instruments.symbols(), demo, clock);
    }

    @Override
    public Subscription subscription(List<String> symbols) {
        return new Subscription("/ws/v5/public", requests("subscribe", symbols));
    }

    @Override
    public List<String> unsubscribe(List<String> symbols) {
        return requests("unsubscribe", symbols);
    }

    private List<String> requests(String operation, List<String> symbols) {
        List<String> names = instruments().names(symbols);
        return Batches.of(names, ARGUMENTS_PER_REQUEST, BYTES_PER_REQUEST, BYTES_BESIDE_NAME).stream()
                .map(batch -> request(operation, batch))
                .toList();
    }

    private static String request(String operation, List<String> names) {
        JsonArray arguments = new JsonArray();
        names.forEach(
                name -> arguments.add(new JsonObject().put("channel", "tickers").put("instId", name)));
        return new JsonObject().put("op", operation).put("args", arguments).encode();
    }

    @Override
    public Optional<KeepAlive> keepAlive() {
        return Optional.of(PING);
    }

    @Override
    public void read(Buffer message, long receivedAt, Sink sink) {
        parser.read(message, receivedAt, sink);
    }
}
