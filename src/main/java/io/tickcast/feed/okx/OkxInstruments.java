package io.tickcast.feed.okx;

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

/** OKX' {@code public/instruments} and {@code market/tickers} of spot. */
public final class OkxInstruments implements InstrumentSource {
    /** Half of its limit of 20 lists, or pages of history, in 2 s: the least of what it allows. */
    private static final RestLimits LIMITS =
            RestLimits.requests(10, Duration.ofSeconds(2)).withHistory(5, Duration.ofSeconds(2));

    @Override
    public RestLimits limits() {
        return LIMITS;
    }

    @Override
    public RestRequest listRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/api/v5/public/instruments?instType=SPOT", 1);
    }

    @Override
    public List<Instrument> instruments(Buffer body) throws IOException {
        return ListReader.instruments(
                body,
                List.of("data"),
                (key, instrument) -> ListReader.instrument(
                        instrument.path("baseCcy").asText(),
                        instrument.path("quoteCcy").asText(),
                        instrument.path("instId").asText(),
                        instrument.path("tickSz").asText(),
                        instrument.path("state").asText(),
                        "live"));
    }

    @Override
    public RestRequest volumeRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/api/v5/market/tickers?instType=SPOT", 1);
    }

    @Override
    public Map<String, BigDecimal> quoteVolumes(Buffer body) throws IOException {
        return ListReader.volumes(
                body,
                List.of("data"),
                (key, ticker) -> ticker.path("instId").asText(),
                (key, ticker) -> ListReader.decimal(ticker.path("volCcy24h").asText()));
    }
}
