package io.tickcast.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of data as people write it: {@code 500MB} or {@code 20 GB}, in powers of ten. */
final class SizeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}) ?([mgt]b)");

    private SizeText() {}

    /** In bytes. */
    static Optional<Long> parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "mb" -> number * 1_000_000L;
                    case "gb" -> number * 1_000_000_000L;
                    default -> number * 1_000_000_000_000L;
                });
    }
}
