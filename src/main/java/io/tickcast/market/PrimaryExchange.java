package io.tickcast.market;

import java.util.List;
import java.util.Map;

/**
 * The exchange of requests, scripts and stored prices that name none.
 *
 * @param symbols symbols that are fed from it, in the order of the settings: clients may take it for a rank
 * @param aliases names that clients may still ask for, each with the exchange's own
 */
public record PrimaryExchange(String name, List<String> symbols, Map<String, String> aliases) {
    public PrimaryExchange {
        symbols = List.copyOf(symbols);
        aliases = Map.copyOf(aliases);
    }
}
