package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Receiver;
import java.util.List;
import java.util.stream.Stream;

/** Takes the tokens and the secret of a receiver out of texts that come from it. Immutable. */
final class TokenMask {
    /** Shorter parts of a webhook are words. */
    private static final int SHORTEST = 8;

    private static final String MASK = "***";

    private final List<String> tokens;

    TokenMask(Receiver receiver) {
        Stream<String> parts = Stream.of(
                        receiver.webhook().getRawPath(),
                        receiver.webhook().getPath(),
                        receiver.webhook().getRawQuery(),
                        receiver.webhook().getQuery())
                .filter(part -> part != null)
                .flatMap(part -> Stream.of(part.split("[/?&=:]", -1)))
                .filter(part -> part.length() >= SHORTEST);
        tokens = Stream.concat(parts, Stream.of(receiver.secret()))
                .filter(token -> !token.isEmpty())
                .distinct()
                .toList();
    }

    String mask(String text) {
        String masked = text;
        for (String token : tokens) {
            masked = masked.replace(token, MASK);
        }
        return masked;
    }
}
