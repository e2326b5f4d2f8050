package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Incoming webhooks of Slack, and of Mattermost. Errors have a status of their own, and a word as the body. */
final class SlackWebhook implements WebhookProtocol {
    /** In UTF-16 characters. More is allowed, but shown folded. */
    private static final int LONGEST = 4_000;

    private static final Digest DIGEST = new Digest(LONGEST, String::length, SlackWebhook::escape);
    private static final Pace PACE = new Pace(40, Duration.ofSeconds(1));

    /** A mention is a tag in Slack, and {@code @name} in Mattermost. */
    private static String escape(String text) {
        return Mentions.split(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
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
                        .put("text", DIGEST.of(firings))
                        .put("mrkdwn", false)
                        .put("unfurl_links", false));
    }

    @Override
    public Outcome outcome(WebhookResponse response) {
        if (!response.isSuccess()) {
            return response.refusedOrFailed(response.body(), Optional.empty());
        }
        JsonObject json = response.json();
        return Boolean.FALSE.equals(json.getValue("ok"))
                ? response.refused(WebhookResponse.text(json, "error"))
                : new Outcome.Delivered(response.status(), Duration.ZERO);
    }

    @Override
    public Optional<String> problem(Receiver receiver) {
        return UnusedSecret.problem(receiver);
    }

    @Override
    public Pace pace(Receiver receiver) {
        return PACE;
    }
}
