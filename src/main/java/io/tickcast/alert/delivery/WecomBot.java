package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A bot of a group of WeCom. */
final class WecomBot implements WebhookProtocol {
    private static final int LONGEST_BYTES = 2_048;
    private static final int WRONG_KEY = 93_000;
    private static final int LIMITED = 45_009;
    private static final ErrorCodes CODES =
            new ErrorCodes("errcode", "errmsg", Map.of(LIMITED, Duration.ofMinutes(1)), Set.of(WRONG_KEY));
    private static final Digest DIGEST = new Digest(LONGEST_BYTES, WecomBot::bytes, WecomBot::escape);
    /** 20 a minute. */
    private static final Pace PACE = new Pace(20, Duration.ofMillis(3_500));

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A mention is {@code <@user>}, and there is no escape: a wide sign looks alike. */
    private static String escape(String text) {
        return text.replace('<', '＜');
    }

    @Override
    public int fitting(List<Firing> firings) {
        return DIGEST.fitting(firings);
    }

    @Override
    public WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now) {
        return WebhookRequest.json(
                URI.create(receiver.webhook().toASCIIString()),
                new JsonObject()
                        .put("msgtype", "text")
                        .put("text", new JsonObject().put("content", DIGEST.of(firings))));
    }

    @Override
    public Outcome outcome(WebhookResponse response) {
        return CODES.outcome(response);
    }

    @Override
    public Optional<String> problem(Receiver receiver) {
        if (Query.of(receiver.webhook()).first("key").isEmpty()) {
            return Optional.of("webhook must be https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=<key>");
        }
        return UnusedSecret.problem(receiver);
    }

    @Override
    public Pace pace(Receiver receiver) {
        return PACE;
    }
}
