package io.tickcast.testing;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.testing.FakeMessenger.Answer;
import io.tickcast.testing.FakeMessenger.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The refusals of each messenger, by its own documents: signatures, limits, tokens, and the codes of its errors. */
final class MessengerRules {
    static final String TOKEN = "T0kenOfAWebhook";
    private static final String CHAT = "-100200300";

    private final WebhookFormat format;
    private final String secret;

    record Verdict(Optional<String> taken, Answer answer) {
        static Verdict takes(String text, Answer answer) {
            return new Verdict(Optional.of(text), answer);
        }

        static Verdict refuses(int status, String body) {
            return new Verdict(Optional.empty(), new Answer(status, body));
        }
    }

    MessengerRules(WebhookFormat format, String secret) {
        this.format = format;
        this.secret = secret;
    }

    /** Path and query of a webhook. */
    String path() {
        return switch (format) {
            case STANDARD -> "/hooks/" + TOKEN;
            case SLACK -> "/services/T00000000/B00000000/" + TOKEN;
            case DISCORD -> "/api/webhooks/123456789/" + TOKEN + "?thread_id=42";
            case TELEGRAM -> "/bot123456:" + TOKEN + "/sendMessage?chat_id=" + CHAT;
            case FEISHU -> "/open-apis/bot/v2/hook/" + TOKEN;
            case DINGTALK -> "/robot/send?access_token=" + TOKEN;
            case WECOM -> "/cgi-bin/webhook/send?key=" + TOKEN;
        };
    }

    Verdict check(Message message) {
        JsonObject body;
        try {
            body = new JsonObject(message.body());
        } catch (DecodeException e) {
            return Verdict.refuses(400, "invalid_payload");
        }
        QueryStringDecoder uri = new QueryStringDecoder(message.uri());
        return switch (format) {
            case STANDARD -> standard(message);
            case SLACK -> slack(uri, body);
            case DISCORD -> discord(uri, body);
            case TELEGRAM -> telegram(uri, body);
            case FEISHU -> feishu(uri, message, body);
            case DINGTALK -> dingtalk(uri, message, body);
            case WECOM -> wecom(uri, body);
        };
    }

    private Verdict standard(Message message) {
        String id = message.headers().getOrDefault("webhook-id", "");
        String timestamp = message.headers().getOrDefault("webhook-timestamp", "0");
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        String signature = "v1," + hmac(key, id + '.' + timestamp + '.' + message.body());
        boolean isSigned = signature.equals(message.headers().get("webhook-signature"));
        boolean isRecent = isRecent(Long.parseLong(timestamp) * 1_000, Duration.ofMinutes(5));
        return isSigned && isRecent && !id.isEmpty()
                ? Verdict.takes(message.body(), new Answer(204, ""))
                : Verdict.refuses(401, "bad signature");
    }

    private static Verdict slack(QueryStringDecoder uri, JsonObject body) {
        if (!uri.path().equals("/services/T00000000/B00000000/" + TOKEN)) {
            return Verdict.refuses(403, "invalid_token");
        }
        String text = body.getString("text", "");
        return text.isEmpty() || text.length() > 40_000
                ? Verdict.refuses(400, "no_text")
                : Verdict.takes(text, new Answer(200, "ok"));
    }

    private static Verdict discord(QueryStringDecoder uri, JsonObject body) {
        if (!uri.path().equals("/api/v10/webhooks/123456789/" + TOKEN)) {
            return Verdict.refuses(404, "{\"message\": \"Unknown Webhook\", \"code\": 10015}");
        }
        String content = body.getString("content", "");
        boolean mentions = body.getJsonObject("allowed_mentions", new JsonObject())
                .getJsonArray("parse", JsonArray.of("everyone"))
                .isEmpty();
        if (content.isEmpty() || content.codePointCount(0, content.length()) > 2_000 || !mentions) {
            return Verdict.refuses(400, "{\"message\": \"Invalid Form Body\", \"code\": 50035}");
        }
        Map<String, String> limits = Map.of("X-RateLimit-Remaining", "4", "X-RateLimit-Reset-After", "2.000");
        boolean waits = uri.parameters().getOrDefault("wait", List.of()).contains("true");
        boolean inThread = uri.parameters().getOrDefault("thread_id", List.of()).contains("42");
        return Verdict.takes(
                content, new Answer(waits && inThread ? 200 : 204, limits, waits ? "{\"id\": \"1\"}" : ""));
    }

    private static Verdict telegram(QueryStringDecoder uri, JsonObject body) {
        if (!uri.path().equals("/bot123456:" + TOKEN + "/sendMessage")) {
            return telegramError(401, "Unauthorized");
        }
        String text = body.getString("text", "");
        if (text.isEmpty()) {
            return telegramError(400, "Bad Request: message text is empty");
        }
        if (text.length() > 4_096) {
            return telegramError(400, "Bad Request: message is too long");
        }
        return CHAT.equals(body.getString("chat_id"))
                ? Verdict.takes(text, new Answer(200, "{\"ok\":true,\"result\":{\"message_id\":1}}"))
                : telegramError(400, "Bad Request: chat not found");
    }

    private static Verdict telegramError(int code, String description) {
        return Verdict.refuses(
                code,
                new JsonObject()
                        .put("ok", false)
                        .put("error_code", code)
                        .put("description", description)
                        .encode());
    }

    private Verdict feishu(QueryStringDecoder uri, Message message, JsonObject body) {
        if (!uri.path().equals("/open-apis/bot/v2/hook/" + TOKEN)) {
            return Verdict.refuses(
                    200, "{\"code\":19001,\"msg\":\"param invalid: incoming webhook access token invalid\"}");
        }
        if (message.body().getBytes(StandardCharsets.UTF_8).length > 20 * 1_024) {
            return Verdict.refuses(400, "{\"code\":9499,\"msg\":\"Bad Request\"}");
        }
        if (!secret.isEmpty()) {
            String timestamp = body.getString("timestamp", "0");
            String sign = hmac((timestamp + '\n' + secret).getBytes(StandardCharsets.UTF_8), "");
            if (!sign.equals(body.getString("sign"))
                    || !isRecent(Long.parseLong(timestamp) * 1_000, Duration.ofHours(1))) {
                return Verdict.refuses(
                        200, "{\"code\":19021,\"msg\":\"sign match fail or timestamp is not within one hour\"}");
            }
        }
        String text = body.getJsonObject("content", new JsonObject()).getString("text", "");
        return "text".equals(body.getString("msg_type")) && !text.isEmpty()
                ? Verdict.takes(text, new Answer(200, "{\"StatusCode\":0,\"code\":0,\"data\":{},\"msg\":\"success\"}"))
                : Verdict.refuses(200, "{\"code\":9499,\"msg\":\"Bad Request\"}");
    }

    private Verdict dingtalk(QueryStringDecoder uri, Message message, JsonObject body) {
        if (!parameter(uri, "access_token").equals(TOKEN)) {
            return Verdict.refuses(200, "{\"errcode\":300001,\"errmsg\":\"token is not exist\"}");
        }
        if (message.body().getBytes(StandardCharsets.UTF_8).length > 20_000) {
            return Verdict.refuses(200, "{\"errcode\":460101,\"errmsg\":\"message too long\"}");
        }
        if (!secret.isEmpty()) {
            String timestamp = parameter(uri, "timestamp");
            String sign = hmac(secret.getBytes(StandardCharsets.UTF_8), timestamp + '\n' + secret);
            if (!sign.equals(parameter(uri, "sign")) || !isRecent(Long.parseLong(timestamp), Duration.ofHours(1))) {
                return Verdict.refuses(200, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}");
            }
        }
        String text = body.getJsonObject("text", new JsonObject()).getString("content", "");
        return text.isEmpty()
                ? Verdict.refuses(200, "{\"errcode\":40035,\"errmsg\":\"missing parameter\"}")
                : Verdict.takes(text, new Answer(200, "{\"errcode\":0,\"errmsg\":\"ok\"}"));
    }

    private static Verdict wecom(QueryStringDecoder uri, JsonObject body) {
        if (!parameter(uri, "key").equals(TOKEN)) {
            return Verdict.refuses(200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}");
        }
        String text = body.getJsonObject("text", new JsonObject()).getString("content", "");
        return text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > 2_048
                ? Verdict.refuses(200, "{\"errcode\":40058,\"errmsg\":\"text.content exceed max length 2048\"}")
                : Verdict.takes(text, new Answer(200, "{\"errcode\":0,\"errmsg\":\"ok\"}"));
    }

    private static String parameter(QueryStringDecoder uri, String name) {
        return String.join(",", uri.parameters().getOrDefault(name, List.of()));
    }

    private static boolean isRecent(long millis, Duration tolerance) {
        return Math.abs(System.currentTimeMillis() - millis) <= tolerance.toMillis();
    }

    private static String hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
