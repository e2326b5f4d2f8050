package io.tickcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.log.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever stands in file and environment: settings come out, or a one-line refusal, and nothing else. */
@Tag("slow")
class FuzzTest {
    private static final long SEED = 20260110;
    private static final int[] LETTERS = ("abzA09 .,:;-_=/@%#&*!?|>'\"[]{}~`$^()+<\\\t\n\r"
                    + "\u0000\u0007\u0085\u2028\u202eäé中😀")
            .codePoints()
            .toArray();
    private static final List<String> PIECES = List.of(
            "",
            "~",
            "null",
            "true",
            "no",
            "0",
            "-1",
            "65536",
            "1.5",
            "1e9",
            "0x1F",
            "0o17",
            "1_000",
            "99999999999999999999",
            ".inf",
            ".nan",
            "2026-01-10",
            "12:30:45",
            "10s",
            "500ms",
            "1h",
            "0s",
            "9223372036854775807h",
            "[]",
            "{}",
            "[a, b]",
            "[~]",
            "[[a]]",
            "{a: b}",
            "{a: {b: c}}",
            "&a b",
            "*a",
            "!!int x",
            "!!binary aGk=",
            "!!set {a}",
            "!x y",
            "|\n  text",
            ">\n  text",
            "'q'",
            "\"q\\u0000\"",
            "\"",
            "'",
            "[",
            "{",
            "- a",
            "<<: *a",
            "wss://a:1",
            "http://u:p@h:1",
            "http://[::1",
            "A=B",
            "BTCUSDT",
            "redis",
            "# c",
            "%",
            "@");

    private final Random random = new Random(SEED);
    private final List<String> keys =
            new ArrayList<>(KnownKeys.of(SettingsFile.defaults()).defaults().keySet());

    @Test
    void randomValuesOfEachKeyInTheFile() {
        for (String key : keys) {
            for (int i = 0; i < 25; i++) {
                String value = value();
                outcome(key + " = " + value, () -> SettingsSource.yaml(key + ": " + value + "\n"));
            }
        }
    }

    @Test
    void randomValuesOfEachKeyInTheEnvironment() {
        for (String key : keys) {
            for (int i = 0; i < 25; i++) {
                String value = value();
                outcome(key + " = " + value, () -> SettingsSource.env(KnownKeys.variable(key), value));
            }
        }
    }

    @Test
    void randomFiles() {
        keys.addAll(List.of("feed", "http", "cache.redis", "a", "? a", "<<", "*a", "", "feed.x"));
        for (int i = 0; i < 800; i++) {
            StringBuilder text = new StringBuilder();
            for (int line = random.nextInt(5); line >= 0; line--) {
                text.append(" ".repeat(random.nextInt(3)))
                        .append(pick(keys))
                        .append(": ")
                        .append(value())
                        .append('\n');
            }
            outcome(text.toString(), () -> SettingsSource.yaml(text.toString()));
        }
    }

    private void outcome(String what, Supplier<SettingsSource> source) {
        try {
            assertThat(source.get().read()).as(what).isNotNull();
        } catch (SettingsException refused) {
            assertThat(refused.getMessage())
                    .as(what)
                    .isNotBlank()
                    .hasSizeLessThan(500)
                    .satisfies(message ->
                            assertThat(Printable.isPrintable(message)).isTrue());
        }
    }

    private String value() {
        return switch (random.nextInt(4)) {
            case 0 -> letters(random.nextInt(12));
            case 1 -> pick(PIECES) + letters(random.nextInt(3));
            case 2 -> "[" + pick(PIECES) + ", " + letters(3) + "]";
            default -> pick(PIECES);
        };
    }

    private String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
