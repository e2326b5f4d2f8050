import io.tickcast.script.ScriptTick;
import io.tickcast.script.TickVerticle;
import java.util.HashMap;
import java.util.Map;

/** Every second, as the signal vwap: each coin's price since the start, weighted by what was traded at it. */
public class Vwap extends TickVerticle {
  private final Map<String, Sums> coins = new HashMap<>();

  private static final class Sums {
    double lastVolume;
    double traded;
    double paid;
  }

  @Override
  public void begin() {
    ticks.on("*", this::add);
    timer.every(1_000, this::publish);
  }

  private void add(ScriptTick tick) {
    Sums sums = coins.computeIfAbsent(tick.symbol, symbol -> new Sums());
    // The exchange tells the volume of the last 24 hours, which falls when more drops out than comes in.
    double traded = sums.lastVolume == 0 ? 0 : Math.max(0, tick.volume - sums.lastVolume);
    sums.lastVolume = tick.volume;
    sums.traded += traded;
    sums.paid += traded * tick.price;
  }

  private void publish() {
    Map<String, Double> prices = new HashMap<>();
    coins.forEach((symbol, sums) -> {
      if (sums.traded > 0) {
        prices.put(symbol, sums.paid / sums.traded);
      }
    });
    signals.publish("vwap", prices);
  }
}
