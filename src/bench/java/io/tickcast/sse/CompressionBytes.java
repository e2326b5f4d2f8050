package io.tickcast.sse;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.GroupFrame;
import io.tickcast.sse.wire.SharedWindow;
import io.tickcast.sse.wire.Sse;
import io.tickcast.sse.wire.SseConnection;
import io.tickcast.sse.wire.StreamConnection;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The bytes that compression saves on prices that exchanges have sent. Compares frames with their text as it is, each
 * frame alone, and each frame with the text before it, for groups of different sizes.
 */
public final class CompressionBytes {
    private static final Path RECORDED = Path.of("src", "test", "resources", "recorded");
    private static final int[] TICKS = {1, 4, 16};
    private static final int[] STREAMS = {1, 4, 256};
    private static final int LEAST_FRAMES = 4;

    /** Between two messages of Binance, which have no time. */
    private static final long MILLIS_BETWEEN = 10;

    private long bookTime = 1_618_671_611_000L;
    private final Frames frames = new Frames(UnpooledByteBufAllocator.DEFAULT);

    private CompressionBytes() {}

    public static void main(String[] args) throws IOException {
        System.out.println(
                "| recording | prices in a frame | bytes a frame | alone | 1 stream | 4 streams | 256 streams |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String name : List.of(
                "coinbase-exchange-ticker-2021-04-17",
                "okx-v5-tickers-2021-07-22-line2",
                "binance-bookTicker-2021-04-17")) {
            List<Tick> ticks = new CompressionBytes().ticks(RECORDED.resolve(name + ".jsonl"));
            for (int count : TICKS) {
                if (ticks.size() >= LEAST_FRAMES * count) {
                    System.out.println(new CompressionBytes().row(name, ticks, count));
                }
            }
        }
    }

    private List<Tick> ticks(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(JsonObject::new).flatMap(this::tick).toList();
        }
    }

    /**
     * The tick in a message; empty without one. That of Binance is of the best bid. It has no time, and its change is
     * from the best ask.
     */
    private Stream<Tick> tick(JsonObject message) {
        if ("ticker".equals(message.getString("type"))) {
            return Stream.of(tick(
                    message.getString("product_id"),
                    message.getString("price"),
                    message.getString("open_24h"),
                    Instant.parse(message.getString("time")).toEpochMilli()));
        }
        if (message.containsKey("stream")) {
            JsonObject book = message.getJsonObject("data");
            bookTime += MILLIS_BETWEEN;
            return Stream.of(tick(book.getString("s"), book.getString("b"), book.getString("a"), bookTime));
        }
        boolean isTicker = message.containsKey("data")
                && message.getJsonObject("arg").getString("channel").equals("tickers");
        return isTicker
                ? message.getJsonArray("data").stream()
                        .map(JsonObject.class::cast)
                        .map(data -> tick(
                                data.getString("instId"),
                                data.getString("last"),
                                data.getString("open24h"),
                                Long.parseLong(data.getString("ts"))))
                : Stream.of();
    }

    private static Tick tick(String symbol, String price, String open, long time) {
        TickBuilder tick = new TickBuilder()
                .exchange("recorded")
                .symbol(symbol.replace("-", ""))
                .eventTime(time)
                .receivedAt(time * 1_000);
        tick.figure(DecimalField.PRICE, price);
        BigDecimal change = new BigDecimal(price)
                .subtract(new BigDecimal(open))
                .movePointRight(2)
                .divide(new BigDecimal(open), 2, RoundingMode.HALF_EVEN);
        tick.figure(DecimalField.CHANGE_24H, change.toPlainString());
        return tick.build();
    }

    private String row(String name, List<Tick> ticks, int count) {
        TickEventEncoder encoder = new TickEventEncoder(
                new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP)), true);
        List<List<byte[]>> flushes = new ArrayList<>();
        for (int from = 0; from + count <= ticks.size(); from += count) {
            List<byte[]> events = new ArrayList<>();
            for (Tick tick : ticks.subList(from, from + count)) {
                Sse.appendPrice(EventId.of(tick.receivedAt() / 1_000, 0), encoder.data(tick), events);
            }
            flushes.add(events);
        }
        double text = flushes.stream()
                .flatMap(List::stream)
                .mapToInt(event -> event.length)
                .sum();
        StringBuilder row = new StringBuilder(
                String.format(Locale.ROOT, "| %s | %d | %.0f | ", name, count, text / flushes.size()));
        long alone = flushes.stream().mapToLong(this::bytesAlone).sum();
        row.append(String.format(Locale.ROOT, "%.3f |", alone / text));
        for (int streams : STREAMS) {
            row.append(String.format(Locale.ROOT, " %.3f |", bytes(flushes, streams) / text));
        }
        return row.toString();
    }

    private long bytesAlone(List<byte[]> events) {
        Frame frame = frames.of(Encoding.GZIP, events);
        long bytes = bytes(frame);
        frame.release();
        return bytes;
    }

    private static long bytes(Frame frame) {
        return frame.deflated().bytes().length;
    }

    private long bytes(List<List<byte[]>> flushes, int streams) {
        SharedWindow window = new SharedWindow();
        StreamConnection connection =
                SseConnection.of(request(), true, frames.envelope(Encoding.GZIP), Duration.ofMinutes(1));
        long bytes = 0;
        for (List<byte[]> events : flushes) {
            GroupFrame group = frames.of(window, streams, Stream::empty, events);
            Frame frame = group.suiting(connection);
            connection.write(frame);
            bytes += bytes(frame);
            group.release();
        }
        return bytes;
    }

    /** One that takes whatever is written. */
    static HttpServerRequest request() {
        HttpServerResponse response = proxy(
                HttpServerResponse.class,
                (self, method, args) -> method.getName().equals("write") ? Future.succeededFuture() : self);
        return proxy(HttpServerRequest.class, (self, method, args) -> switch (method.getName()) {
            case "response" -> response;
            case "version" -> HttpVersion.HTTP_1_0;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(CompressionBytes.class.getClassLoader(), new Class<?>[] {type}, calls));
    }
}
