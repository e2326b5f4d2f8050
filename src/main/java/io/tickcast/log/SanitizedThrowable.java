package io.tickcast.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exception in the log, whose texts are {@link Printable}: they may hold input from outside. */
final class SanitizedThrowable implements IThrowableProxy {
    private final IThrowableProxy thrown;

    SanitizedThrowable(IThrowableProxy thrown) {
        this.thrown = thrown;
    }

    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : Printable.of(text);
    }

    @Override
    public @Nullable String getMessage() {
        return clean(thrown.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return clean(thrown.getOverridingMessage());
    }

    @Override
    public String getClassName() {
        return Printable.of(thrown.getClassName());
    }

    /** Names of a stack trace are of code: of our own, of libraries, or of files that the operator lets run. */
    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return Stream.of(thrown.getStackTraceElementProxyArray())
                .map(SanitizedThrowable::clean)
                .toArray(StackTraceElementProxy[]::new);
    }

    private static StackTraceElementProxy clean(StackTraceElementProxy proxy) {
        StackTraceElement at = proxy.getStackTraceElement();
        String line = at.toString();
        return Printable.of(line).equals(line)
                ? proxy
                : new StackTraceElementProxy(new StackTraceElement(
                        Printable.of(at.getClassName()),
                        Printable.of(at.getMethodName()),
                        clean(at.getFileName()),
                        at.getLineNumber()));
    }

    @Override
    public int getCommonFrames() {
        return thrown.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return Optional.ofNullable(thrown.getCause())
                .map(SanitizedThrowable::new)
                .orElse(null);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        IThrowableProxy[] suppressed = thrown.getSuppressed();
        return suppressed == null
                ? new IThrowableProxy[0]
                : Stream.of(suppressed).map(SanitizedThrowable::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
        return thrown.isCyclic();
    }
}
