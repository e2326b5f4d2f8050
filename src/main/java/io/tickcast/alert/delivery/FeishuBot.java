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
import java.util.regex.Pattern;

/** A bot of a group of Feishu or Lark. */
final class FeishuBot implements WebhookProtocol {
    private static final Pattern PATH = Pattern.compile(".*/open-apis/bot/v2/hook/[\\w-]+/?");
    /** Of the 20 KB that a body may have. */
    private static final int LONGEST_BYTES = 18_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MALFORMED = 9_499;
    private static final int WRONG_TOKEN = 19_001;
    private static final int WRONG_SIGN = 19_021;
    private static final int WRONG_IP = 19_022;
    private static final int NO_KEYWORD = 19_024;
    private static final ErrorCodes CODES = new ErrorCodes(
            "code",
            "msg",
            Map.of(11_232, MINUTE, 99_991_400, MINUTE),
            Set.of(MALFORMED, WRONG_TOKEN, WRONG_SIGN, WRONG_IP, NO_KEYWORD));
    private static final Digest DIGEST = new Digest(LONGEST_BYTES, JsonLength::bytes, FeishuBot::escape);
    /** 100 a minute. */
    private static final Pace PACE = new Pace(100, Duration.ofMillis(700));

    /** A mention is a tag ({@code <at user_id="all">}), and there is no escape: a wide sign looks alike. */
    private static String escape(String text) {
        return text.replace('<', '＜');
    }

    @Override
    public int fitting(List<Firing> firings) {
        return DIGEST.fitting(firings);
    }

    @Override
    public WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now) {
        JsonObject body = new JsonObject();
        if (!receiver.secret().isEmpty()) {
            String timestamp = Long.toString(now.getEpochSecond());
            // The key holds the secret and the time, and the message is empty.
            byte[] key = (timestamp + '\n' + receiver.secret()).getBytes(StandardCharsets.UTF_8);
            body.put("timestamp", timestamp).put("sign", HmacSha256.base64(key, new byte[0]));
        }
        body.put("msg_type", "text").put("content", new JsonObject().put("text", DIGEST.of(firings)));
        return WebhookRequest.json(URI.create(receiver.webhook().toASCIIString()), body);
    }

    @Override
    public Outcome outcome(WebhookResponse response) {
        return CODES.outcome(response);
    }

    @Override
    public Optional<String> problem(Receiver receiver) {
        return PATH.matcher(receiver.webhook().getRawPath()).matches()
                ? Optional.empty()
                : Optional.of("webhook must be https://open.feishu.cn/open-apis/bot/v2/hook/<token>, or the same at "
                        + "open.larksuite.com");
    }

    @Override
    public Pace pace(Receiver receiver) {
        return PACE;
    }
}
