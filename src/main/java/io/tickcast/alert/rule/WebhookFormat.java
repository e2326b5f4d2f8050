package io.tickcast.alert.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The form in which a receiver wants to be told. */
public enum WebhookFormat {
    /** Standard Webhooks: each firing by itself, signed. */
    STANDARD,
    SLACK,
    DISCORD,
    TELEGRAM,
    /** Also Lark. */
    FEISHU,
    DINGTALK,
    WECOM;

    private static final String LABELS =
            Arrays.stream(values()).map(WebhookFormat::label).collect(Collectors.joining(", "));

    /** As in {@code format} of a rule. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<WebhookFormat> of(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label))
                .findFirst();
    }

    /** All of them, for messages. */
    public static String labels() {
        return LABELS;
    }
}
