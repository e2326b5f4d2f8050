package io.tickcast.http.connection;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.tickcast.log.Occurrences;
import io.tickcast.log.Printable;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handshakes of TLS that failed, for all event loops of a node. Thread-safe. */
public final class Handshakes {
    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
    private static final int LONGEST_REASON = 200;

    private final TimeoutCounters timeouts;
    private final Occurrences failed = new Occurrences();

    Handshakes(TimeoutCounters timeouts) {
        this.timeouts = timeouts;
    }

    /** Takes a failure before there was an HTTP connection. Logs the 1st, 2nd, 4th, 8th ... of them. */
    public void failed(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            timeouts.add(TimeoutCounters.Part.HANDSHAKE);
        } else if (cause instanceof SSLException) {
            failed.add()
                    .ifPresent(count -> LOG.warn(
                            "A client failed to set up TLS ({} so far): {}. "
                                    + "Does it trust the certificate, and speak TLS 1.2 or 1.3?",
                            count,
                            reason(cause)));
        }
    }

    private static String reason(Throwable cause) {
        String text =
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        // Of bytes that are no TLS, Netty's message holds all.
        return Printable.cut(text, LONGEST_REASON);
    }

    long failed() {
        return failed.count();
    }
}
