package io.tickcast.script;

import io.tickcast.log.Printable;
import io.tickcast.time.PerSecondLimiter;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file's lines in the node's log: short, rate-limited, and of one line each. Thread-safe. */
public final class ScriptLog {
    static final int PER_SECOND = 10;
    private static final Logger LOG = LoggerFactory.getLogger(ScriptLog.class.getPackageName());
    private static final int MAX_CHARS = 500;
    /** Line ends with the blanks around them. */
    private static final Pattern LINE_ENDS = Pattern.compile("\\s*[\\r\\n]\\s*");

    private final String file;
    private final PerSecondLimiter limiter = new PerSecondLimiter(PER_SECOND, System::nanoTime);
    private long dropped;

    ScriptLog(String file) {
        this.file = file;
    }

    public synchronized void info(Object text) {
        if (admits()) {
            LOG.info("{}: {}", file, clean(String.valueOf(text)));
        }
    }

    public synchronized void warn(Object text) {
        if (admits()) {
            LOG.warn("{}: {}", file, clean(String.valueOf(text)));
        }
    }

    /** Lines that were left out. */
    synchronized long dropped() {
        return dropped;
    }

    private boolean admits() {
        if (limiter.admits()) {
            return true;
        }
        dropped++;
        if (limiter.hasJustBegunToRefuse()) {
            LOG.warn("{}: writes more than {} lines a second; the rest of this second is left out", file, PER_SECOND);
        }
        return false;
    }

    /** Makes any text fit for one line of the log. */
    static String clean(String text) {
        // Text far beyond the limit is not scanned.
        String start = text.length() <= 2 * MAX_CHARS ? text : text.substring(0, 2 * MAX_CHARS);
        return Printable.shown(LINE_ENDS.matcher(start).replaceAll(" "), MAX_CHARS);
    }
}
