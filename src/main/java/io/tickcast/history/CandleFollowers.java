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
import java.util.function.Function;

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

    /** @param news the candles of a symbol that have changed, asked for in each interval that is followed */
    void tell(String exchange, Function<Interval, List<Candle>> news) {
        places.getOrDefault(exchange, Map.of()).forEach((interval, followers) -> {
            List<Candle> changed = List.copyOf(news.apply(interval));
            if (!changed.isEmpty()) {
                followers.forEach(place -> place.loop.runOnContext(v -> place.follower.changed(changed)));
            }
        });
    }
}
