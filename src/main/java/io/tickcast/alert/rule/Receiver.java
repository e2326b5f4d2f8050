package io.tickcast.alert.rule;

import java.net.URI;

/**
 * A receiver of a rule's firings. The path and the query of a webhook often hold a token, so neither they nor the
 * secret are ever shown or logged.
 *
 * @param webhook an address of https, or of http where private addresses are allowed; has a host
 * @param secret  as the format has it; empty where none is used
 * @param disabled whether it answered that it is gone, and is told nothing more
 */
public record Receiver(URI webhook, WebhookFormat format, String secret, boolean disabled) {
    /** A receiver that is told. */
    public Receiver(URI webhook, WebhookFormat format, String secret) {
        this(webhook, format, secret, false);
    }

    /** The same, which is told nothing more. */
    public Receiver disable() {
        return new Receiver(webhook, format, secret, true);
    }

    /** Whether both are the same program or chat; each rule may have another secret for it. */
    public boolean isSameAs(Receiver other) {
        return webhook.equals(other.webhook) && format == other.format;
    }

    /** The webhook without what may be a token. */
    public String shown() {
        String port = webhook.getPort() < 0 ? "" : ":" + webhook.getPort();
        return webhook.getScheme() + "://" + webhook.getHost() + port + "/***";
    }

    @Override
    public String toString() {
        return format.label() + ' ' + shown();
    }
}
