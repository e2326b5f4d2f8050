package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests of each messenger, and the meaning of its answers. */
class MessengerTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_767_607_201_500L);
    private static final String HOSTILE =
            "<!channel> <@1> <at user_id=\"all\"></at> @everyone *b* & \\ [l](x) `c` ~s~ |p|";

    private static WebhookRequest request(WebhookFormat format, String webhook, String secret) {
        return WebhookProtocol.of(format)
                .request(
                        new Receiver(URI.create(webhook), format, secret, false),
                        List.of(Firings.firing(HOSTILE)),
                        NOW);
    }

    private static Outcome outcome(WebhookFormat format, int status, String body, String... headers) {
        return WebhookProtocol.of(format).outcome(Responses.of(status, body, headers));
    }

    private static JsonObject json(WebhookRequest request) {
        return new JsonObject(request.body());
    }

    @Test
    void slackGetsNoMarkupAndNoMention() {
        WebhookRequest request = request(WebhookFormat.SLACK, "https://hooks.slack.com/services/T/B/x", "");
        assertThat(request.uri()).hasToString("https://hooks.slack.com/services/T/B/x");
        assertThat(json(request).getBoolean("mrkdwn")).isFalse();
        assertThat(json(request).getString("text"))
                .isEqualTo("BTCUSDT is above 100000: 100000.10 (binance) - &lt;!channel&gt; &lt;@\u20601&gt; "
                        + "&lt;at user_id=\"all\"&gt;&lt;/at&gt; @\u2060everyone *b* &amp; \\ [l](x) `c` ~s~ |p|");
    }

    @Test
    void discordGetsNoMarkupAndNoMention() {
        WebhookRequest request =
                request(WebhookFormat.DISCORD, "https://discord.com/api/webhooks/1/t-_0?wait=false&thread_id=7", "");
        assertThat(request.uri()).hasToString("https://discord.com/api/v10/webhooks/1/t-_0?wait=true&thread_id=7");
        assertThat(json(request).getJsonObject("allowed_mentions")).hasToString("{\"parse\":[]}");
        assertThat(json(request).getString("content"))
                .isEqualTo("BTCUSDT is above 100000: 100000.10 \\(binance\\) - \\<!channel\\> \\<\\@1\\> "
                        + "\\<at user\\_id=\"all\"\\>\\</at\\> \\@everyone \\*b\\* & \\\\ \\[l\\]\\(x\\) \\`c\\` "
                        + "\\~s\\~ \\|p\\|");
    }

    @Test
    void anOldVersionOfDiscordIsReplaced() {
        assertThat(request(WebhookFormat.DISCORD, "https://discord.com/api/v6/webhooks/1/t", "")
                        .uri())
                .hasToString("https://discord.com/api/v10/webhooks/1/t?wait=true");
    }

    @Test
    void telegramGetsPlainTextAndTheParametersOfTheWebhook() {
        WebhookRequest request = request(
                WebhookFormat.TELEGRAM,
                "https://api.telegram.org/bot1:t-_0/sendMessage?chat_id=-1001&disable_notification=true",
                "");
        assertThat(request.uri()).hasToString("https://api.telegram.org/bot1:t-_0/sendMessage");
        assertThat(json(request).getString("chat_id")).isEqualTo("-1001");
        assertThat(json(request).getString("disable_notification")).isEqualTo("true");
        assertThat(json(request).containsKey("parse_mode")).isFalse();
        assertThat(json(request).getString("text")).endsWith(" - " + HOSTILE.replace("@", "@\u2060"));
    }

    @Test
    void feishuSignsAnEmptyMessage() {
        WebhookRequest request =
                request(WebhookFormat.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/x", "SECRETfeishu");
        assertThat(json(request).getString("timestamp")).isEqualTo("1767607201");
        // Python: base64(hmac(b"1767607201\nSECRETfeishu", b"", sha256))
        assertThat(json(request).getString("sign")).isEqualTo("8TKlJP+YRysJ4bVnQflCEvo8rLfqb+3PylnrONGnj78=");
        assertThat(json(request).getJsonObject("content").getString("text"))
                .contains("＜at user_id=\"all\">")
                .doesNotContain("<");
    }

    @Test
    void feishuWithoutASecretIsNotSigned() {
        JsonObject body = json(request(WebhookFormat.FEISHU, "https://open.larksuite.com/open-apis/bot/v2/hook/x", ""));
        assertThat(body.fieldNames()).containsExactly("msg_type", "content");
    }

    @Test
    void dingtalkIsSignedInTheQueryAndEscapedOnce() {
        WebhookRequest request =
                request(WebhookFormat.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=x", "SECding");
        // Python: quote_plus(base64(hmac(b"SECding", b"1767607201500\nSECding", sha256)))
        assertThat(request.uri())
                .hasToString("https://oapi.dingtalk.com/robot/send?access_token=x&timestamp=1767607201500"
                        + "&sign=hX8uwSW%2Bdn%2FSOnI7a8Yhl1xhuOAMig2yF3RhWmZhlgM%3D");
        assertThat(json(request).getJsonObject("text").getString("content")).endsWith(" - " + HOSTILE);
    }

    @Test
    void wecomGetsNoMention() {
        WebhookRequest request =
                request(WebhookFormat.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x", "");
        assertThat(json(request).getJsonObject("text").getString("content")).doesNotContain("<");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "SLACK, 200, ok",
                "DISCORD, 200, '{\"id\":\"1\"}'",
                "DISCORD, 204, ''",
                "TELEGRAM, 200, '{\"ok\":true}'",
                "FEISHU, 200, '{\"code\":0,\"msg\":\"success\"}'",
                "DINGTALK, 200, '{\"errcode\":0,\"errmsg\":\"ok\"}'",
                "WECOM, 200, '{\"errcode\":0,\"errmsg\":\"ok\"}'"
            })
    void aSuccessIsDelivered(WebhookFormat format, int status, String body) {
        assertThat(outcome(format, status, body)).isEqualTo(new Outcome.Delivered(status, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "SLACK, 403, invalid_token, 'it answers 403: invalid_token'",
                "SLACK, 410, channel_is_archived, 'it answers 410: channel_is_archived'",
                "SLACK, 200, '{\"ok\":false,\"error\":\"no_text\"}', 'it answers 200: no_text'",
                "DISCORD, 404, '{\"message\":\"Unknown Webhook\",\"code\":10015}', 'it answers 404: Unknown Webhook'",
                "TELEGRAM, 401, '{\"ok\":false,\"description\":\"Unauthorized\"}', 'it answers 401: Unauthorized'",
                "FEISHU, 200, '{\"code\":19021,\"msg\":\"sign match fail\"}', "
                        + "'it answers 200: code 19021 sign match fail'",
                "FEISHU, 400, '{\"code\":9499,\"msg\":\"Bad Request\"}', 'it answers 400: code 9499 Bad Request'",
                "DINGTALK, 200, '{\"errcode\":310000,\"errmsg\":\"sign not match\"}', "
                        + "'it answers 200: errcode 310000 sign not match'",
                "WECOM, 200, '{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}', "
                        + "'it answers 200: errcode 93000 invalid webhook url'"
            })
    void anErrorThatWouldComeAgainIsRefused(WebhookFormat format, int status, String body, String text) {
        assertThat(outcome(format, status, body)).isEqualTo(new Outcome.Refused(text));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "DISCORD, 429, '{\"message\":\"limited\",\"retry_after\":1.337}', 1337",
                "DISCORD, 429, '{\"retry_after\":0.2}', 1000",
                "TELEGRAM, 429, '{\"ok\":false,\"parameters\":{\"retry_after\":31}}', 31000",
                "FEISHU, 200, '{\"code\":11232,\"msg\":\"frequency limited\"}', 60000",
                "FEISHU, 400, '{\"code\":99991400,\"msg\":\"frequency limited\"}', 60000",
                "DINGTALK, 200, '{\"errcode\":130101,\"errmsg\":\"send too fast\"}', 600000",
                "WECOM, 200, '{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}', 60000"
            })
    void eachLimitHasItsOwnPause(WebhookFormat format, int status, String body, long millis) {
        assertThat(Responses.retryAfter(outcome(format, status, body))).contains(Duration.ofMillis(millis));
    }

    @Test
    void aRetryAfterOfTheHeaderCountsWhereTheBodyHasNone() {
        for (WebhookFormat format : WebhookFormat.values()) {
            assertThat(Responses.retryAfter(outcome(format, 429, "rate_limited", "Retry-After", "30")))
                    .contains(Duration.ofSeconds(30));
        }
    }

    @Test
    void anAnswerThatMakesNoSenseIsTriedAgain() {
        List<String> bodies = List.of("", "<html>", "[]", "null", "{}", "{\"ok\":1,\"code\":\"0\",\"errcode\":{}}");
        for (WebhookFormat format :
                List.of(WebhookFormat.TELEGRAM, WebhookFormat.FEISHU, WebhookFormat.DINGTALK, WebhookFormat.WECOM)) {
            for (String body : bodies) {
                assertThat(outcome(format, 200, body)).isInstanceOf(Outcome.Failed.class);
            }
        }
    }

    @Test
    void anUnknownCodeIsTriedAgain() {
        assertThat(outcome(WebhookFormat.FEISHU, 200, "{\"code\":7,\"msg\":\"x\"}"))
                .isEqualTo(new Outcome.Failed("it answers 200: code 7 x", Optional.empty()));
        for (WebhookFormat format : List.of(WebhookFormat.DINGTALK, WebhookFormat.WECOM)) {
            assertThat(outcome(format, 200, "{\"errcode\":7,\"errmsg\":\"x\"}"))
                    .isEqualTo(new Outcome.Failed("it answers 200: errcode 7 x", Optional.empty()));
        }
    }

    @Test
    void aMessengerThatIsBusyIsTriedAgain() {
        assertThat(outcome(WebhookFormat.DINGTALK, 200, "{\"errcode\":-1,\"errmsg\":\"busy\"}"))
                .isEqualTo(new Outcome.Failed("it answers 200: errcode -1 busy", Optional.empty()));
        for (WebhookFormat format : WebhookFormat.values()) {
            assertThat(outcome(format, 502, "<html>")).isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void discordTellsWhenItsBucketIsEmpty() {
        assertThat(outcome(
                        WebhookFormat.DISCORD,
                        200,
                        "{}",
                        "X-RateLimit-Remaining",
                        "0",
                        "X-RateLimit-Reset-After",
                        "1.5"))
                .isEqualTo(new Outcome.Delivered(200, Duration.ofMillis(1_500)));
    }

    @Test
    void aGroupOfTelegramThatMovedIsFollowed() {
        Receiver receiver = new Receiver(
                URI.create("https://api.telegram.org/bot1:t/sendMessage?chat_id=-5&message_thread_id=2"),
                WebhookFormat.TELEGRAM,
                "",
                false);
        WebhookResponse moved =
                Responses.of(400, "{\"ok\":false,\"parameters\":{\"migrate_to_chat_id\":-1001234567890123}}");
        assertThat(new TelegramBot().movedTo(receiver, moved).orElseThrow().webhook())
                .hasToString(
                        "https://api.telegram.org/bot1:t/sendMessage?chat_id=-1001234567890123&message_thread_id=2");
    }

    @Test
    void aGroupOfTelegramIsToldLessOftenThanAPerson() {
        String webhook = "https://api.telegram.org/bot1:t/sendMessage?chat_id=";
        assertThat(Pace.of(new Receiver(URI.create(webhook + "5"), WebhookFormat.TELEGRAM, "", false))
                        .interval())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(Pace.of(new Receiver(URI.create(webhook + "-5"), WebhookFormat.TELEGRAM, "", false))
                        .interval())
                .isGreaterThan(Duration.ofSeconds(3));
    }
}
