package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Standard Webhooks 1.0: one signed message for each firing, with the same id and body at each attempt. */
final class StandardWebhook implements WebhookProtocol {
    private static final int GONE = 410;

    @Override
    public int fitting(List<Firing> firings) {
        return 1;
    }

    @Override
    public WebhookRequest request(Receiver receiver, List<Firing> firings, Instant now) {
        if (firings.size() != 1) {
            throw new IllegalArgumentException("a standard webhook has one firing in a message");
        }
        Firing firing = firings.get(0);
        String body = "{\"type\":\"price.alert\",\"timestamp\":\"" + firing.timestamp() + "\",\"data\":" + firing.data()
                + "}";
        String timestamp = Long.toString(now.getEpochSecond());
        byte[] signed = (firing.id() + '.' + timestamp + '.' + body).getBytes(StandardCharsets.UTF_8);
        String signature = "v1," + HmacSha256.base64(WebhookSecret.key(receiver.secret()), signed);
        return new WebhookRequest(
                URI.create(receiver.webhook().toASCIIString()),
                Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        firing.id(),
                        "webhook-timestamp",
                        timestamp,
                        "webhook-signature",
                        signature),
                Buffer.buffer(body));
    }

    /** A receiver of one's own may answer anything while it is deployed, so only 410 ends the attempts. */
    @Override
    public Outcome outcome(WebhookResponse response) {
        if (response.isSuccess()) {
            return new Outcome.Delivered(response.status(), Duration.ZERO);
        }
        return response.status() == GONE ? new Outcome.Disabled(GONE) : response.failed("");
    }

    @Override
    public Optional<String> problem(Receiver receiver) {
        return WebhookSecret.problem(receiver.secret());
    }

    @Override
    public Pace pace(Receiver receiver) {
        return new Pace(1, Duration.ZERO);
    }
}
