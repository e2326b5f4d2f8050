package io.tickcast.http;

import io.tickcast.config.Settings;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which exchanges and symbols a client may ask this node for.
 *
 * @param primary the exchange of a request that names none
 * @param aliases names that clients may still ask for, and what the exchange has in their place
 */
record Catalog(String primary, Set<String> symbols, Map<String, String> aliases) {

  static Catalog of(Settings settings, String primary) {
    Settings.Binance binance = settings.feed().binance();
    return new Catalog(primary, new TreeSet<>(binance.resolve(settings.symbols())), binance.aliases());
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
