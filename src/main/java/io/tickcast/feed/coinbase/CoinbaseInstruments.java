package io.tickcast.feed.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickcast.feed.InstrumentSource;
import io.tickcast.feed.ListReader;
import io.tickcast.market.Instrument;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Coinbase Exchange's {@code products} and their {@code stats}. */
public final class CoinbaseInstruments implements InstrumentSource {
    /** Less than its limit of 10 requests a second, which others behind the same address share. */
    private static final RestLimits LIMITS =
            RestLimits.requests(3, Duration.ofSeconds(1)).withHistory(5, Duration.ofSeconds(2));

    private static final String ONLINE = "online";

    @Override
    public RestLimits limits() {
        return LIMITS;
    }

    @Override
    public RestRequest listRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/products", 1);
    }

    @Override
    public List<Instrument> instruments(Buffer body) throws IOException {
        return ListReader.instruments(
                body,
                List.of(),
                (key, product) -> ListReader.instrument(
                        product.path("base_currency").asText(),
                        product.path("quote_currency").asText(),
                        product.path("id").asText(),
                        product.path("quote_increment").asText(),
                        status(product),
                        ONLINE));
    }

    /** The list keeps products that trade no more, some of them as online. */
    private static String status(JsonNode product) {
        String status = product.path("status").asText();
        return status.equals(ONLINE) && product.path("trading_disabled").asBoolean() ? "trading disabled" : status;
    }

    @Override
    public RestRequest volumeRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/products/stats", 1);
    }

    /** The volume is that of the base, so it is multiplied by the last price. */
    @Override
    public Map<String, BigDecimal> quoteVolumes(Buffer body) throws IOException {
        return ListReader.volumes(
                body,
                List.of(),
                (product, stats) -> product,
                (product, stats) -> ListReader.product(
                        stats.path("stats_24hour").path("volume").asText(),
                        stats.path("stats_24hour").path("last").asText()));
    }
}
