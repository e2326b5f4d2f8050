package io.tickcast.feed.kraken;

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
import java.util.OptionalInt;

/** Kraken's {@code AssetPairs} and {@code Ticker}. */
public final class KrakenInstruments implements InstrumentSource {
    /** It allows about one request a second. */
    private static final RestLimits LIMITS = RestLimits.requests(1, Duration.ofMillis(1_200))
            .withHistory(1, Duration.ofSeconds(4))
            .withLimitBody("\"(EAPI:Rate limit exceeded|EGeneral:Too many requests|EService: ?Throttled)");

    /** Names of version 1 and of REST, which version 2 of the streams does not know. */
    private static final Map<String, String> RENAMED = Map.of("XBT", "BTC", "XDG", "DOGE");

    private static final String ONLINE = "online";

    @Override
    public RestLimits limits() {
        return LIMITS;
    }

    @Override
    public RestRequest listRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/0/public/AssetPairs", 1);
    }

    @Override
    public List<Instrument> instruments(Buffer body) throws IOException {
        return ListReader.instruments(body, List.of("result"), KrakenInstruments::instrument);
    }

    /** Pairs of its dark pool have no name in the streams. */
    private static Optional<Instrument> instrument(String key, JsonNode pair) {
        String[] names = pair.path("wsname").asText().split("/", -1);
        if (names.length != 2) {
            return Optional.empty();
        }
        String base = RENAMED.getOrDefault(names[0], names[0]);
        String quote = RENAMED.getOrDefault(names[1], names[1]);
        return ListReader.instrument(
                base,
                quote,
                base + '/' + quote,
                key,
                digits(pair),
                pair.path("status").asText(ONLINE),
                ONLINE);
    }

    private static OptionalInt digits(JsonNode pair) {
        OptionalInt digits = ListReader.digits(pair.path("tick_size").asText());
        return digits.isPresent() || !pair.path("pair_decimals").canConvertToInt()
                ? digits
                : OptionalInt.of(pair.path("pair_decimals").intValue());
    }

    @Override
    public RestRequest volumeRequest() {
        return new RestRequest(Priority.INSTRUMENTS, "/0/public/Ticker", 1);
    }

    /** The volume is that of the base, so it is multiplied by its mean price. Both are of today and of 24 h. */
    @Override
    public Map<String, BigDecimal> quoteVolumes(Buffer body) throws IOException {
        return ListReader.volumes(
                body,
                List.of("result"),
                (key, pair) -> key,
                (key, pair) -> ListReader.product(
                        pair.path("v").path(1).asText(), pair.path("p").path(1).asText()));
    }
}
