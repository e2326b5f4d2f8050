package io.tickcast.feed.binance;

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
import java.util.Optional;

/** Binance's {@code exchangeInfo} and {@code ticker/24hr}. */
public final class BinanceInstruments implements InstrumentSource {
    /** Binance allows an address 6,000 a minute. Its header counts all nodes behind it, so they share this part. */
    private static final RestLimits LIMITS = new RestLimits(
                    4_800, Duration.ofMinutes(1), Optional.of("X-MBX-USED-WEIGHT-1M"))
            .withHistory(1_500, Duration.ofMinutes(1));

    @Override
    public RestLimits limits() {
        return LIMITS;
    }

    /** Without the sets of permissions, which are the most of the answer. */
    @Override
    public RestRequest listRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/api/v3/exchangeInfo?showPermissionSets=false", 20);
    }

    @Override
    public List<Instrument> instruments(Buffer body) throws IOException {
        return ListReader.instruments(
                body,
                List.of("symbols"),
                (key, symbol) -> ListReader.instrument(
                        symbol.path("baseAsset").asText(),
                        symbol.path("quoteAsset").asText(),
                        symbol.path("symbol").asText(),
                        step(symbol),
                        symbol.path("status").asText(),
                        "TRADING"));
    }

    private static String step(JsonNode symbol) {
        for (JsonNode filter : symbol.path("filters")) {
            if (filter.path("filterType").asText().equals("PRICE_FILTER")) {
                return filter.path("tickSize").asText();
            }
        }
        return "";
    }

    @Override
    public RestRequest volumeRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/api/v3/ticker/24hr?type=MINI", 80);
    }

    @Override
    public Map<String, BigDecimal> quoteVolumes(Buffer body) throws IOException {
        return ListReader.volumes(
                body,
                List.of(),
                (key, ticker) -> ticker.path("symbol").asText(),
                (key, ticker) -> ListReader.decimal(ticker.path("quoteVolume").asText()));
    }
}
