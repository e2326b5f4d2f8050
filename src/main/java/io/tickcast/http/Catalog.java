package io.tickcast.http;

import io.tickcast.config.Settings;
import java.util.List;
import java.util.Map;

/**
 * Which exchanges and symbols a client may ask this node for.
 *
 * @param primary the exchange of a request that names none
 * @param symbols in the order of the settings: clients may take it for a rank
 * @param aliases names that clients may still ask for, and what the exchange has in their place
 */
record Catalog(String primary, List<String> symbols, Map<String, String> aliases) {

  static Catalog of(Settings settings, String primary) {
    Settings.Binance binance = settings.feed().binance();
    return new Catalog(primary, binance.resolve(settings.symbols()), binance.aliases());
  }

  String resolve(String symbol) {
    return aliases.getOrDefault(symbol, symbol);
  }

  void requireExchange(String exchange) {
    if (!exchange.equals(primary)) {
      throw new BadRequestException(
          "exchange: " + Answers.shown(exchange) + " is not fed here; this node has " + primary);
    }
  }
}
