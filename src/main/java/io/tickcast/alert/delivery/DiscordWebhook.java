package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Webhooks of Discord. */
final class DiscordWebhook implements WebhookProtocol {
    private static final Pattern PATH = Pattern.compile("(.*)/api(?:/v\\d+)?(/webhooks/\\d+/[\\w-]+)/?");
    /** Its pauses are in seconds; those of older versions, and of no version, were in milliseconds. */
    private static final String VERSION = "/api/v10";
    /** In characters; UTF-16 counts some of them twice. */
    private static final int LONGEST = 2_000;

    private static final Pattern MARKDOWN = Pattern.compile("[\\\\*_~`|>#\\[\\]()<@]");
    private static final int SUPPRESS_EMBEDS = 4;
    private static final Digest DIGEST = new Digest(LONGEST, String::length, DiscordWebhook::escape);
    /** Its headers tell when a bucket is empty. */
    private static final Pace PACE = new Pace(20, Duration.ZERO);

    private static String escape(String text) {
        return MARKDOWN.matcher(text).replaceAll("\\\\$0");
    }

    @Override
    public int fitting(List<Firing> firings) {
        return DIGEST.fitting(firings);
    }

    @Override
    public WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now) {
        URI webhook = receiver.webhook();
        Matcher path = PATH.matcher(webhook.getRawPath());
        if (!path.matches()) {
            throw new IllegalArgumentException("no webhook of Discord");
        }
        // Without wait, it answers before it knows whether the message can be posted.
        URI uri = Query.of(webhook).with("wait", "true").in(webhook, path.group(1) + VERSION + path.group(2));
        return WebhookRequest.json(
                uri,
                new JsonObject()
                        .put("content", DIGEST.of(firings))
                        .put("flags", SUPPRESS_EMBEDS)
                        .put("allowed_mentions", new JsonObject().put("parse", new JsonArray())));
    }

    @Override
    public Outcome outcome(WebhookResponse response) {
        if (response.isSuccess()) {
            return new Outcome.Delivered(response.status(), pause(response));
        }
        JsonObject json = response.json();
        return response.refusedOrFailed(
                WebhookResponse.text(json, "message"),
                WebhookResponse.number(json, "retry_after").map(WebhookResponse::seconds));
    }

    /** The time until its bucket is full again, once it is empty. */
    private static Duration pause(WebhookResponse response) {
        String after = response.headers().get("X-RateLimit-Reset-After");
        boolean isEmpty = "0".equals(response.headers().get("X-RateLimit-Remaining"));
        return isEmpty && after != null && after.matches("\\d{1,9}(\\.\\d{1,9})?")
                ? WebhookResponse.seconds(Double.valueOf(after))
                : Duration.ZERO;
    }

    @Override
    public Optional<String> problem(Receiver receiver) {
        if (!PATH.matcher(receiver.webhook().getRawPath()).matches()) {
            return Optional.of(
                    "webhook must be https://discord.com/api/webhooks/<id>/<token>, without /slack or /github");
        }
        return UnusedSecret.problem(receiver);
    }

    @Override
    public Pace pace(Receiver receiver) {
        return PACE;
    }
}
