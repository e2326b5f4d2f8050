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

/** A bot of a group of DingTalk. */
final class DingTalkBot implements WebhookProtocol {
    /** Of the 20,000 that a body may have. */
    private static final int LONGEST_BYTES = 15_000;

    private static final int WRONG_TOKEN = 300_001;
    private static final int WRONG_SIGN = 310_000;
    /** It is silent for 10 minutes after more than 20 messages within one. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final ErrorCodes CODES =
            new ErrorCodes("errcode", "errmsg", Map.of(130_101, SILENCE), Set.of(WRONG_TOKEN, WRONG_SIGN));
    /** A mention is a field of its own, so no character is special. */
    private static final Digest DIGEST = new Digest(LONGEST_BYTES, JsonLength::bytes, text -> text);

    private static final Pace PACE = new Pace(100, Duration.ofMillis(3_500));

    @Override
    public int fitting(List<Firing> firings) {
        return DIGEST.fitting(firings);
    }

    @Override
    public WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now) {
        URI webhook = receiver.webhook();
        Query query = Query.of(webhook);
        if (!receiver.secret().isEmpty()) {
            String timestamp = Long.toString(now.toEpochMilli());
            String sign = HmacSha256.base64(
                    receiver.secret().getBytes(StandardCharsets.UTF_8),
                    (timestamp + '\n' + receiver.secret()).getBytes(StandardCharsets.UTF_8));
            query = query.with("timestamp", timestamp).with("sign", sign);
        }
        return WebhookRequest.json(
                query.in(webhook, webhook.getRawPath()),
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
        return Query.of(receiver.webhook()).first("access_token").isPresent()
                ? Optional.empty()
                : Optional.of("webhook must be https://oapi.dingtalk.com/robot/send?access_token=<token>");
    }

    @Override
    public Pace pace(Receiver receiver) {
        return PACE;
    }
}
