package io.tickcast.relay;

import io.tickcast.rest.Priority;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The clock of the exchange, kept by its difference from this machine's steady one. Belongs to one event loop. */
final class ExchangeTime {
    private static final RestRequest REQUEST = new RestRequest(Priority.CLIENTS, RestQuestion.PREFIX + "time", 1);
    /** Clocks drift apart by less than a millisecond in this time. */
    private static final long HOLDS_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RestClient client;
    private @Nullable Future<Long> asking;
    private boolean known;
    private long askedAt;
    private long millisAtZero;

    ExchangeTime(RestClient client) {
        this.client = client;
    }

    /** The time in ms, as far as it is known: clocks that drift do no harm to those who need it to the second. */
    Optional<Long> roughMillis() {
        return known ? Optional.of(at(System.nanoTime())) : Optional.empty();
    }

    /** The time in ms. */
    Future<Long> millis() {
        long now = System.nanoTime();
        if (known && now - askedAt < HOLDS_NANOS) {
            return Future.succeededFuture(at(now));
        }
        Future<Long> request = asking;
        if (request == null) {
            request = client.get(REQUEST, ExchangeTime::read)
                    .onSuccess(time -> {
                        long received = System.nanoTime();
                        known = true;
                        askedAt = received;
                        // It was read halfway between.
                        millisAtZero = time - (now + (received - now) / 2) / NANOS_PER_MILLI;
                    })
                    .onComplete(done -> asking = null);
            asking = request;
        }
        return request.map(time -> at(System.nanoTime()));
    }

    private long at(long nanos) {
        return millisAtZero + nanos / NANOS_PER_MILLI;
    }

    private static long read(Buffer body) throws IOException {
        try {
            if (new JsonObject(body).getValue("serverTime") instanceof Number time) {
                return time.longValue();
            }
        } catch (DecodeException e) {
            // Neither form is an answer.
        }
        throw new IOException("no time");
    }
}
