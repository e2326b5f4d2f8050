package io.tickcast.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Symbols;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/sse/test-broadcast}: publishes the tick of the body, {@code {"symbol", "price", "change_24h"}}. Token by token,
 * since the price keeps the digits that were sent and no number may pass through a double.
 */
final class TestBroadcast {
    static final String PATH = "/api/sse/test-broadcast";

    private static final Logger LOG = LoggerFactory.getLogger(TestBroadcast.class);
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Catalog catalog;
    private final TickBuilder tick;
    private boolean hasSymbol;

    private TestBroadcast(Catalog catalog, NodeClock clock) {
        this.catalog = catalog;
        long now = clock.micros();
        tick = new TickBuilder()
                .exchange(catalog.primary())
                .eventTime(clock.wall(now) / 1_000)
                .receivedAt(now)
                .test();
    }

    static void handle(RoutingContext context, Catalog catalog, boolean demo) {
        Buffer body = context.body().buffer();
        Tick tick = tick(body == null ? new byte[0] : body.getBytes(), catalog, demo);
        String price = tick.digits(DecimalField.PRICE);
        LOG.info("Test broadcast of {} at {} by {}", tick.symbol(), price, AdminAuthHandler.caller(context.request()));
        context.vertx().eventBus().publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS);
        JsonResponses.message(context, Language.of(context).broadcast(tick.symbol(), price));
    }

    /** @throws BadRequestException naming the fault */
    static Tick tick(byte[] body, Catalog catalog, boolean demo) {
        return tick(body, catalog, demo, NodeClock.system());
    }

    static Tick tick(byte[] body, Catalog catalog, boolean demo, NodeClock clock) {
        TestBroadcast broadcast = new TestBroadcast(catalog, clock);
        try (JsonParser parser = JSON.createParser(body)) {
            broadcast.read(parser);
        } catch (IOException e) {
            throw new BadRequestException("The body is not JSON, or has a key twice; send {\"symbol\": \"BTCUSDT\", "
                    + "\"price\": 95000, \"change_24h\": 2.5}");
        }
        return broadcast.finish(demo);
    }

    private void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadRequestException("The body is not a JSON object; send {\"symbol\": …, \"price\": …}");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (name) {
                case "symbol" -> symbol(token, parser);
                case "price" -> figure(DecimalField.PRICE, "price", parser);
                case "change_24h" -> figure(DecimalField.CHANGE_24H, "change_24h", parser);
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new BadRequestException("The body continues after its JSON object");
        }
    }

    private void symbol(JsonToken token, JsonParser parser) throws IOException {
        String symbol = token == JsonToken.VALUE_STRING ? Symbols.normalize(parser.getText()) : "";
        if (!Symbols.isValid(symbol)) {
            throw new BadRequestException("symbol: give a string of 1 to " + Symbols.MAX_LENGTH
                    + " letters, digits, -, _ or ., such as BTCUSDT");
        }
        tick.symbol(catalog.resolve(symbol));
        hasSymbol = true;
    }

    private void figure(DecimalField field, String name, JsonParser parser) throws IOException {
        if (!tick.figure(field, parser.getText())) {
            throw new BadRequestException(name + ": give a number such as 95000.00, without an exponent"
                    + (field == DecimalField.PRICE ? " and above zero" : ""));
        }
    }

    private Tick finish(boolean demo) {
        if (!hasSymbol || !tick.has(DecimalField.PRICE)) {
            throw new BadRequestException((hasSymbol ? "price" : "symbol") + " is missing");
        }
        if (!tick.has(DecimalField.CHANGE_24H)) {
            tick.figure(DecimalField.CHANGE_24H, "0");
        }
        return tick.demo(demo).build();
    }
}
