package io.tickcast.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of a time that programs write: ISO 8601, UTC where it names no offset, and seconds or ms since 1970. */
final class StoredTime {
    private static final int MAX_LENGTH = 64;
    private static final int SPACE_OR_T = "2026-01-10".length();
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,13})(?:\\.([0-9]{1,20}))?");
    /** Times from here on are in ms: as seconds this would be the year 5138, as ms it is 1973. */
    private static final long FIRST_MILLIS = 100_000_000_000L;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter();

    private StoredTime() {}

    static Optional<Instant> of(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher number = NUMBER.matcher(text);
        return number.matches() ? Optional.of(sinceEpoch(number)) : iso(text);
    }

    private static Instant sinceEpoch(Matcher number) {
        long whole = Long.parseLong(number.group(1));
        if (whole >= FIRST_MILLIS) {
            return Instant.ofEpochMilli(whole);
        }
        String fraction = Optional.ofNullable(number.group(2)).orElse("") + "000";
        return Instant.ofEpochMilli(whole * 1000 + Long.parseLong(fraction.substring(0, 3)));
    }

    private static Optional<Instant> iso(String text) {
        String withT = text.length() > SPACE_OR_T && text.charAt(SPACE_OR_T) == ' '
                ? text.substring(0, SPACE_OR_T) + 'T' + text.substring(SPACE_OR_T + 1)
                : text;
        try {
            TemporalAccessor time = ISO.parseBest(withT, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    time instanceof OffsetDateTime zoned
                            ? zoned.toInstant()
                            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
