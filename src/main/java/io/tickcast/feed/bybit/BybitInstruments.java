package io.tickcast.feed.bybit;

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

/** Bybit's {@code instruments-info} and {@code tickers} of spot, which have no pages. */
public final class BybitInstruments implements InstrumentSource {
    /** A quarter of its limit of 600 requests in 5 s. Beyond it an address is shut out for 10 minutes. */
    private static final RestLimits LIMITS = RestLimits.requests(150, Duration.ofSeconds(5))
            .withBan(403, Duration.ofMinutes(10))
            .withLimitBody("\"retCode\":\\s*(10006|10018)\\b");

    @Override
    public RestLimits limits() {
        return LIMITS;
    }

    @Override
    public RestRequest listRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/v5/market/instruments-info?category=spot", 1);
    }

    @Override
    public List<Instrument> instruments(Buffer body) throws IOException {
        return ListReader.instruments(
                body,
                List.of("result", "list"),
                (key, instrument) -> ListReader.instrument(
                        instrument.path("baseCoin").asText(),
                        instrument.path("quoteCoin").asText(),
                        instrument.path("symbol").asText(),
                        instrument.path("priceFilter").path("tickSize").asText(),
                        instrument.path("status").asText(),
                        "Trading"));
    }

    @Override
    public RestRequest volumeRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/v5/market/tickers?category=spot", 1);
    }

    @Override
    public Map<String, BigDecimal> quoteVolumes(Buffer body) throws IOException {
        return ListReader.volumes(
                body,
                List.of("result", "list"),
                (key, ticker) -> ticker.path("symbol").asText(),
                (key, ticker) -> ListReader.decimal(ticker.path("turnover24h").asText()));
    }
}
