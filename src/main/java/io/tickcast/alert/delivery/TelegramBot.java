package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A bot of Telegram. The chat is a parameter of the webhook. */
final class TelegramBot implements WebhookProtocol {
    private static final Pattern PATH = Pattern.compile(".*/bot\\d+:[\\w-]+/sendMessage");
    private static final Pattern CHAT = Pattern.compile("-?\\d{1,20}|@\\w+");
    private static final String CHAT_ID = "chat_id";
    private static final Set<String> PARAMETERS =
            Set.of(CHAT_ID, "message_thread_id", "disable_notification", "protect_content");
    /** In UTF-16 characters. */
    private static final int LONGEST = 4_096;

    /** Without a parse mode there is no markup, but {@code @name} is a mention all the same. */
    private static final Digest DIGEST = new Digest(LONGEST, String::length, Mentions::split);

    private static final int DIGEST_SIZE = 40;
    private static final Pace CHAT_PACE = new Pace(DIGEST_SIZE, Duration.ofSeconds(1));
    /** A group takes 20 a minute. */
    private static final Pace GROUP_PACE = new Pace(DIGEST_SIZE, Duration.ofMillis(3_500));

    @Override
    public int fitting(List<Firing> firings) {
        return DIGEST.fitting(firings);
    }

    @Override
    public WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now) {
        URI webhook = receiver.webhook();
        JsonObject body = new JsonObject();
        Query query = Query.of(webhook);
        query.parameters().keySet().forEach(name -> query.first(name).ifPresent(value -> body.put(name, value)));
        body.put("text", DIGEST.of(firings)).put("link_preview_options", new JsonObject().put("is_disabled", true));
        return WebhookRequest.json(Query.NONE.in(webhook, webhook.getRawPath()), body);
    }

    @Override
    public Outcome outcome(WebhookResponse response) {
        JsonObject json = response.json();
        if (response.isSuccess() && Boolean.TRUE.equals(json.getValue("ok"))) {
            return new Outcome.Delivered(response.status(), Duration.ZERO);
        }
        return response.refusedOrFailed(
                WebhookResponse.text(json, "description"),
                WebhookResponse.number(WebhookResponse.object(json, "parameters"), "retry_after")
                        .map(WebhookResponse::seconds));
    }

    /** A group that became a supergroup has another id. */
    @Override
    public Optional<Receiver> movedTo(Receiver receiver, WebhookResponse response) {
        URI webhook = receiver.webhook();
        return WebhookResponse.number(WebhookResponse.object(response.json(), "parameters"), "migrate_to_chat_id")
                .map(chat -> Query.of(webhook).with(CHAT_ID, chat.toString()).in(webhook, webhook.getRawPath()))
                .map(moved -> new Receiver(moved, receiver.format(), receiver.secret(), receiver.disabled()));
    }

    @Override
    public Optional<String> problem(Receiver receiver) {
        if (!PATH.matcher(receiver.webhook().getRawPath()).matches()) {
            return Optional.of("webhook must be https://api.telegram.org/bot<token>/sendMessage?chat_id=<chat>");
        }
        Query query = Query.of(receiver.webhook());
        if (query.first(CHAT_ID).filter(chat -> CHAT.matcher(chat).matches()).isEmpty()) {
            return Optional.of("webhook needs the chat: /sendMessage?chat_id=<number>, or chat_id=@<channel>");
        }
        if (!PARAMETERS.containsAll(query.parameters().keySet())) {
            return Optional.of("webhook may have these parameters only: "
                    + String.join(", ", PARAMETERS.stream().sorted().toList()));
        }
        return UnusedSecret.problem(receiver);
    }

    @Override
    public Pace pace(Receiver receiver) {
        boolean isPrivate = Query.of(receiver.webhook())
                .first(CHAT_ID)
                .filter(chat -> Character.isDigit(chat.charAt(0)))
                .isPresent();
        return isPrivate ? CHAT_PACE : GROUP_PACE;
    }
}
