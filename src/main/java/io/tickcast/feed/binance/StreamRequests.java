package io.tickcast.feed.binance;

import io.tickcast.feed.Subscriptions.Subscription;
import java.util.List;
import java.util.Locale;

/**
 * The requests for the streams of symbols.
 *
 * @param suffixes of the streams that each symbol has
 */
record StreamRequests(List<String> suffixes) {
    StreamRequests {
        suffixes = List.copyOf(suffixes);
    }

    Subscription subscription(List<String> symbols) {
        return new BinanceStreams(false).subscription(streams(symbols));
    }

    List<String> subscribe(List<String> symbols) {
        return new BinanceStreams(false).subscribe(streams(symbols));
    }

    List<String> unsubscribe(List<String> symbols) {
        return new BinanceStreams(false).unsubscribe(streams(symbols));
    }

    private List<String> streams(List<String> symbols) {
        return symbols.stream()
                .map(symbol -> symbol.toLowerCase(Locale.ROOT))
                .flatMap(symbol -> suffixes.stream().map(suffix -> symbol + suffix))
                .toList();
    }
}
