package io.tickcast.history;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.Interval;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The followers of candles on other event loops of this node. Use it on the event loop of the candles. */
final class CandleFollowers {
    /** By exchange. */
    private final Map<String, Map<Interval, List<Place>>> places = new HashMap<>();

    private record Place(Context loop, CandleFollower follower) {}

    /** @param newest the candles that it begins with */
    void add(String exchange, Interval interval, Context loop, CandleFollower follower, List<Candle> newest) {
        places.computeIfAbsent(exchange, none -> new EnumMap<>(Interval.class))
                .computeIfAbsent(interval, none -> new ArrayList<>())
                .add(new Place(loop, follower));
        loop.runOnContext(v -> follower.begin(newest));
    }

    void remove(String exchange, Interval interval, CandleFollower follower) {
        Map<Interval, List<Place>> followed = places.getOrDefault(exchange, Map.of());
        List<Place> left = followed.getOrDefault(interval, List.of());
        left.removeIf(place -> place.follower == follower);
        if (left.isEmpty()) {
            // Sums that nobody follows are not made.
            followed.remove(interval);
        }
    }

    /**
     * Tells what a candle of a minute has changed.
     *
     * @param changed as {@link SymbolCandles#update} gives it
     */
    void tell(List<Candle> changed, SymbolCandles candles) {
        if (changed.isEmpty()) {
            return;
        }
        places.getOrDefault(changed.get(0).key().exchange(), Map.of()).forEach((interval, followers) -> {
            List<Candle> told = new ArrayList<>(changed.stream()
                    .filter(candle -> candle.key().interval() == interval)
                    .toList());
            candles.open(interval).filter(open -> !told.contains(open)).ifPresent(told::add);
            if (!told.isEmpty()) {
                List<Candle> all = List.copyOf(told);
                followers.forEach(place -> place.loop.runOnContext(v -> place.follower.changed(all)));
            }
        });
    }
}
