package io.tickcast.feed;

import io.tickcast.market.Instrument;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The REST interface of an exchange, as far as it tells which instruments there are. */
public interface InstrumentSource {
    /** The share of the exchange's limit that a node uses. */
    RestLimits limits();

    RestRequest listRequest();

    /** Reads the answer to {@link #listRequest}: all spot instruments, also the ones that do not trade. */
    List<Instrument> instruments(Buffer body) throws IOException;

    RestRequest volumeRequest();

    /** Reads the answer to {@link #volumeRequest}: the quote volume of 24 h by the exchange's REST name. */
    Map<String, BigDecimal> quoteVolumes(Buffer body) throws IOException;
}
