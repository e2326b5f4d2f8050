package io.tickcast.sse;

import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.SseConnection;
import io.tickcast.sse.wire.StreamConnection;
import io.tickcast.testing.Gunzip;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.SseParser;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The response of a client that reads only as fast as a test says. Belongs to the hub's event loop. */
public final class FakeResponse {
    /** Tests await what they want to see here. */
    private final List<Buffer> writes = new CopyOnWriteArrayList<>();

    private final Optional<Gunzip> gunzip;
    private boolean full;
    private boolean ended;
    private boolean cut;
    private Handler<Void> closeHandler = v -> {};
    private Handler<Void> drainHandler = v -> {};
    private Runnable onWrite = () -> {};

    public FakeResponse() {
        this(Encoding.IDENTITY);
    }

    /** @param encoding encoding of the response; it is decoded here */
    FakeResponse(Encoding encoding) {
        gunzip = encoding == Encoding.GZIP ? Optional.of(new Gunzip()) : Optional.empty();
    }

    /** The request that it answers: one of HTTP/1.0, so that Vert.x' public way is the only one. */
    public HttpServerRequest asRequest() {
        return proxy(HttpServerRequest.class, (self, method, args) -> switch (method.getName()) {
            case "response" -> asResponse();
            case "version" -> HttpVersion.HTTP_1_0;
            case "connection" -> proxy(HttpConnection.class, (connection, closing, none) -> Future.succeededFuture());
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    HttpServerResponse asResponse() {
        return proxy(HttpServerResponse.class, this::call);
    }

    StreamConnection asConnection() {
        return SseConnection.of(asRequest(), true, Optional.empty(), Duration.ofMinutes(1));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(FakeResponse.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    @SuppressWarnings("unchecked")
    private Object call(Object self, Method method, Object[] args) {
        switch (method.getName()) {
            case "write" -> {
                return take((Buffer) args[0]);
            }
            case "end" -> {
                Future<Void> written = take((Buffer) args[0]);
                ended = true;
                return written;
            }
            case "writeQueueFull" -> {
                return full;
            }
            case "reset" -> {
                cut = true;
                return Future.succeededFuture();
            }
            case "drainHandler" -> drainHandler = (Handler<Void>) args[0];
            case "closeHandler" -> closeHandler = (Handler<Void>) args[0];
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return self;
    }

    private Future<Void> take(Buffer bytes) {
        if (ended) {
            throw new IllegalStateException("Response has already been written");
        }
        writes.add(gunzip.map(reader -> Buffer.buffer(reader.feed(bytes.getBytes())))
                .orElse(bytes));
        onWrite.run();
        return Future.succeededFuture();
    }

    /** From now on the client takes no more. */
    public void fill() {
        full = true;
    }

    /** The client has taken all. */
    public void drain() {
        full = false;
        drainHandler.handle(null);
    }

    /** From now on this happens within each write. */
    public void onWrite(Runnable action) {
        onWrite = action;
    }

    public void breakOff() {
        closeHandler.handle(null);
    }

    public boolean isEnded() {
        return ended;
    }

    /** Whether the server gave the connection up. */
    boolean isCut() {
        return cut;
    }

    public List<Buffer> writes() {
        return writes;
    }

    /** The writes after the greeting, which is the first write. */
    List<Buffer> writesSinceGreeting() {
        List<Buffer> all = List.copyOf(writes);
        return all.subList(1, all.size());
    }

    public String text(int write) {
        return writes.get(write).toString();
    }

    /** All that was written. */
    public String text() {
        return writes.stream().map(Buffer::toString).collect(Collectors.joining());
    }

    /** The events of all that was written. */
    public List<SseEvent> events() {
        return eventsIn(text());
    }

    public String lastEventId() {
        SseParser parser = new SseParser(event -> {});
        parser.feed(text().getBytes(StandardCharsets.UTF_8));
        return parser.lastEventId();
    }

    /** Each price that was written, as {@code symbol=price}, the snapshot's first. */
    List<String> prices() {
        return pricesIn(text());
    }

    /** The prices of each write that followed the greeting. */
    List<List<String>> pricesPerWrite() {
        return writesSinceGreeting().stream()
                .map(write -> pricesIn(write.toString()))
                .toList();
    }

    private static List<String> pricesIn(String text) {
        return eventsIn(text).stream()
                .filter(event -> event.name().equals("price"))
                .map(event -> event.json().getString("symbol") + "=" + event.raw("price"))
                .toList();
    }

    private static List<SseEvent> eventsIn(String text) {
        List<SseEvent> events = new ArrayList<>();
        new SseParser(events::add).feed(text.getBytes(StandardCharsets.UTF_8));
        return events;
    }
}
