package io.tickcast.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** A line of the log whose texts are {@link Printable}, whichever logger it is from, for any encoder. */
final class SanitizedEvent implements ILoggingEvent {
    private final ILoggingEvent event;
    private final String message;

    SanitizedEvent(ILoggingEvent event) {
        this.event = event;
        message = Printable.of(String.valueOf(event.getFormattedMessage()));
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public String getFormattedMessage() {
        return message;
    }

    /** Already in the message. */
    @Override
    public Object @Nullable [] getArgumentArray() {
        return null;
    }

    @Override
    public String getThreadName() {
        return Printable.of(event.getThreadName());
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return Optional.ofNullable(event.getThrowableProxy())
                .map(SanitizedThrowable::new)
                .orElse(null);
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        Map<String, String> clean = new HashMap<>();
        event.getMDCPropertyMap()
                .forEach((key, value) -> clean.put(Printable.of(key), value == null ? null : Printable.of(value)));
        return clean;
    }

    // Logback's name for it, whose callers are Logback's own.
    @SuppressWarnings("InlineMeSuggester")
    @Override
    @Deprecated
    public Map<String, String> getMdc() {
        return getMDCPropertyMap();
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null
                ? null
                : pairs.stream()
                        .map(pair -> new KeyValuePair(Printable.of(pair.key), Printable.of(String.valueOf(pair.value))))
                        .toList();
    }

    @Override
    public Level getLevel() {
        return event.getLevel();
    }

    @Override
    public String getLoggerName() {
        return event.getLoggerName();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return event.getLoggerContextVO();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return event.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return event.hasCallerData();
    }

    @Override
    public List<Marker> getMarkerList() {
        return event.getMarkerList();
    }

    @Override
    public long getTimeStamp() {
        return event.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return event.getNanoseconds();
    }

    @Override
    public Instant getInstant() {
        return event.getInstant();
    }

    @Override
    public long getSequenceNumber() {
        return event.getSequenceNumber();
    }

    @Override
    public void prepareForDeferredProcessing() {
        event.prepareForDeferredProcessing();
    }
}
