package io.tickcast.alert.rule;

import io.tickcast.alert.rule.Condition.Move;
import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.log.Printable;
import io.tickcast.market.DecimalField;
import io.tickcast.market.candle.Interval;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads rules as clients send them. Each fault is an {@link InvalidRuleException} that names it. */
public final class RuleReader {
    /** Room in a request for a rule with the most and longest receivers. */
    public static final int MAX_BYTES = 32_768;

    private static final Set<String> KEYS = Set.of("symbol", "exchange", "when", "repeat", "note", "deliver");
    private static final Set<String> RECEIVER_KEYS = Set.of("webhook", "format", "secret");
    private static final String CONDITIONS = "when: give one of {\"above\": \"100000\"}, {\"below\": \"100000\"},"
            + " {\"crosses\": \"100000\"} and {\"moves\": \"2.5\", \"within\": \"5m\"}";
    private static final int MAX_NOTE = 500;
    private static final int MAX_RECEIVERS = 10;
    private static final int MAX_URL = 2_000;
    private static final int MAX_SECRET = 200;
    private static final int SHOWN = 60;
    private static final BigDecimal MAX_PERCENT = BigDecimal.valueOf(1_000);
    private static final int PERCENT_DIGITS = 4;

    private RuleReader() {}

    public static RuleDraft draft(JsonObject json) {
        refuseOthers(json, KEYS, "");
        return new RuleDraft(
                text(json, "symbol", SHOWN),
                text(json, "exchange", SHOWN),
                object(json, "when").map(RuleReader::condition),
                text(json, "repeat", SHOWN).map(RuleReader::rearms),
                text(json, "note", MAX_NOTE),
                array(json, "deliver").map(RuleReader::receivers));
    }

    private static void refuseOthers(JsonObject json, Set<String> known, String within) {
        json.fieldNames().stream()
                .filter(key -> !known.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new InvalidRuleException(within + shown(key) + ": no such field; there are "
                            + String.join(", ", known.stream().sorted().toList()));
                });
    }

    private static Optional<String> text(JsonObject json, String key, int longest) {
        Object value = json.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && text.length() <= longest && Printable.isPrintable(text)) {
            return Optional.of(text);
        }
        throw new InvalidRuleException(
                key + ": give a text of at most " + longest + " characters, without control characters");
    }

    private static Optional<JsonObject> object(JsonObject json, String key) {
        Object value = json.getValue(key);
        if (value == null || value instanceof JsonObject) {
            return Optional.ofNullable((JsonObject) value);
        }
        throw new InvalidRuleException(CONDITIONS);
    }

    private static Optional<JsonArray> array(JsonObject json, String key) {
        Object value = json.getValue(key);
        if (value == null || value instanceof JsonArray) {
            return Optional.ofNullable((JsonArray) value);
        }
        throw new InvalidRuleException(key + ": give a list of receivers, as [{\"webhook\": \"https://…\"}]");
    }

    /** Reads what {@link Condition#toJson()} gives, and all that means the same. */
    public static Condition condition(JsonObject when) {
        if (when.fieldNames().equals(Set.of("moves", "within"))) {
            return new Move(percent(when.getValue("moves")), within(when.getValue("within")));
        }
        return Arrays.stream(Threshold.Kind.values())
                .filter(kind -> when.fieldNames().equals(Set.of(kind.key())))
                .findFirst()
                .map(kind -> new Threshold(kind, level(kind.key(), when.getValue(kind.key()))))
                .orElseThrow(() -> new InvalidRuleException(CONDITIONS));
    }

    private static BigDecimal level(String key, Object value) {
        String digits = digits(value);
        if (!DecimalField.PRICE.allows(digits)) {
            throw new InvalidRuleException("when." + key + ": " + shown(digits)
                    + " is no price; give a decimal above 0 of at most " + DecimalField.MAX_LENGTH
                    + " digits, such as \"100000.50\"");
        }
        return new BigDecimal(digits);
    }

    private static BigDecimal percent(Object value) {
        String digits = digits(value);
        Optional<BigDecimal> percent = Optional.of(digits)
                .filter(DecimalField.PRICE::allows)
                .map(BigDecimal::new)
                .filter(number -> number.compareTo(MAX_PERCENT) <= 0
                        && number.stripTrailingZeros().scale() <= PERCENT_DIGITS);
        return percent.orElseThrow(() -> new InvalidRuleException("when.moves: " + shown(digits)
                + " is no percentage; give one above 0 and up to 1000, with at most 4 decimals, such as \"2.5\""));
    }

    /** A text keeps its digits, and a number is plain unless nobody would write it so: {@code 1e999999999} has too many. */
    private static String digits(Object value) {
        if (value instanceof Number given) {
            BigDecimal number = new BigDecimal(given.toString());
            return Math.abs((long) number.scale()) <= DecimalField.MAX_LENGTH
                    ? number.toPlainString()
                    : number.toString();
        }
        return value instanceof String text ? text : "";
    }

    private static Interval within(Object value) {
        return Optional.ofNullable(value)
                .filter(String.class::isInstance)
                .flatMap(text -> Interval.of((String) text))
                .orElseThrow(() -> new InvalidRuleException("when.within: give one of " + Interval.labels()));
    }

    private static boolean rearms(String repeat) {
        return switch (repeat) {
            case "once" -> false;
            case "rearm" -> true;
            default -> throw new InvalidRuleException("repeat: " + shown(repeat) + " is neither once nor rearm");
        };
    }

    private static List<Receiver> receivers(JsonArray list) {
        if (list.size() > MAX_RECEIVERS) {
            throw new InvalidRuleException("deliver: at most " + MAX_RECEIVERS + " receivers");
        }
        List<Receiver> receivers = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof JsonObject json)) {
                throw new InvalidRuleException("deliver: each receiver is an object, as {\"webhook\": \"https://…\"}");
            }
            receivers.add(receiver(json));
        }
        return receivers;
    }

    private static Receiver receiver(JsonObject json) {
        refuseOthers(json, RECEIVER_KEYS, "deliver: ");
        String format = text(json, "format", SHOWN).orElse(WebhookFormat.STANDARD.label());
        return new Receiver(
                webhook(text(json, "webhook", MAX_URL)
                        .orElseThrow(() -> new InvalidRuleException("deliver: a receiver needs a webhook"))),
                WebhookFormat.of(format)
                        .orElseThrow(() -> new InvalidRuleException(
                                "deliver: format " + shown(format) + " is none of " + WebhookFormat.labels())),
                text(json, "secret", MAX_SECRET).orElse(""));
    }

    private static URI webhook(String text) {
        try {
            URI uri = new URI(text).parseServerAuthority();
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, without the text: it may hold a token.
        }
        throw new InvalidRuleException(
                "deliver: the webhook is no URL of a web server, such as https://example.com/hook");
    }

    private static String shown(String text) {
        return Printable.shown(text, SHOWN, " ");
    }
}
