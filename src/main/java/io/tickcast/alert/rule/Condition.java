package io.tickcast.alert.rule;

import io.tickcast.market.candle.Interval;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;

/** The condition of an alert rule. Immutable. */
public sealed interface Condition {
    /** As in {@code when} of a rule. */
    JsonObject toJson();

    /** The condition in words, as in {@code BTCUSDT is above 100000}. */
    String words();

    /** Prices that are on one side of a level, or change sides. */
    record Threshold(Kind kind, BigDecimal level) implements Condition {
        public enum Kind {
            ABOVE("above", "is above "),
            BELOW("below", "is below "),
            CROSSES("crosses", "crossed ");

            private final String key;
            private final String words;

            Kind(String key, String words) {
                this.key = key;
                this.words = words;
            }

            /** As in {@code when} of a rule. */
            public String key() {
                return key;
            }
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject().put(kind.key, level.toPlainString());
        }

        @Override
        public String words() {
            return kind.words + level.toPlainString();
        }
    }

    /**
     * A price that has moved, up or down.
     *
     * @param percent at least
     * @param within  the length of an interval; it ends at each price
     */
    record Move(BigDecimal percent, Interval within) implements Condition {
        @Override
        public JsonObject toJson() {
            return new JsonObject().put("moves", percent.toPlainString()).put("within", within.label());
        }

        @Override
        public String words() {
            return "moved " + percent.toPlainString() + " % within " + within.label();
        }
    }
}
