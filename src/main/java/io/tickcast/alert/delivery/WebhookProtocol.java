package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The wire form of one kind of receiver: its requests, the meaning of its answers, and its limits. Immutable. */
interface WebhookProtocol {
    /** Number of these firings, from the first one on, that fit one message; at least one. */
    int fitting(List<Firing> firings);

    /**
     * The request of one attempt, signed anew.
     *
     * @param firings at least one, and no more than fit
     */
    WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now);

    Outcome outcome(WebhookResponse response);

    /** The error of a receiver's webhook or secret, which no attempt would survive. */
    Optional<String> problem(Receiver receiver);

    Pace pace(Receiver receiver);

    /** The receiver to which this answer refers the message. */
    default Optional<Receiver> movedTo(Receiver receiver, WebhookResponse response) {
        return Optional.empty();
    }

    static WebhookProtocol of(WebhookFormat format) {
        return switch (format) {
            case STANDARD -> new StandardWebhook();
            case SLACK -> new SlackWebhook();
            case DISCORD -> new DiscordWebhook();
            case TELEGRAM -> new TelegramBot();
            case FEISHU -> new FeishuBot();
            case DINGTALK -> new DingTalkBot();
            case WECOM -> new WecomBot();
        };
    }
}
