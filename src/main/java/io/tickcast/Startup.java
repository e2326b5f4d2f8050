package io.tickcast;

import io.tickcast.liveness.Fault;
import io.tickcast.liveness.Liveness;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** The start of a node, which a stop may interrupt at any moment. Thread-safe. */
final class Startup {
    /** The failure of a start during which a stop was requested. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private StoppedException() {
            super("a stop was requested", null, false, false);
        }
    }

    private final Consumer<Fault> onFault;
    private volatile boolean stopping;
    private volatile boolean open;

    /** @param onFault called when only the end of the process helps */
    Startup(Consumer<Fault> onFault) {
        this.onFault = onFault;
    }

    /** See {@link Liveness#onFault}. */
    Consumer<Fault> onFault() {
        return onFault;
    }

    /** Stops the start, unless it is already complete. */
    void stop() {
        stopping = true;
    }

    /** Whether clients may have connected, whose streams must be ended. */
    boolean isOpen() {
        return open;
    }

    /** Must be called before the first client can connect. Fails when a stop was requested. */
    Future<Void> open() {
        open = true;
        return goOn();
    }

    /** Fails when a stop is wanted. */
    Future<Void> goOn() {
        return stopping ? Future.failedFuture(new StoppedException()) : Future.succeededFuture();
    }
}
