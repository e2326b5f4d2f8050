package io.tickcast.http.connection;

import io.tickcast.config.Settings.ServerTls;
import io.tickcast.config.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the files of the certificate have changed, and gives the new one to the server. What is broken leaves
 * the old one in use, and is told once. Use it on one event loop.
 */
public final class CertificateWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final long LOOK_EVERY_MILLIS = 500;
    /** Two files cannot be replaced at once: what is broken for one look may just be half done. */
    private static final int LOOKS_BEFORE_TOLD = 3;

    private final Vertx vertx;
    private final ServerTls files;
    private final Function<Certificate, Future<?>> use;
    private Certificate used;
    private String fault = "";
    private int faulty;

    /** @param use gives a certificate to the server; fails when that cannot take it */
    public CertificateWatch(Vertx vertx, ServerTls files, Certificate used, Function<Certificate, Future<?>> use) {
        this.vertx = vertx;
        this.files = files;
        this.used = used;
        this.use = use;
    }

    /** Looks from now on. */
    public void start() {
        tell("TLS shows the certificate");
        lookLater();
    }

    private void lookLater() {
        vertx.setTimer(LOOK_EVERY_MILLIS, timer -> look().onComplete(looked -> lookLater()));
    }

    /** Succeeds when it has looked, whatever it saw. */
    Future<Void> look() {
        // Out of order: a file that takes for ever, as on a network disk that is gone, would hold up all that the loop
        // has others do.
        return vertx.executeBlocking(() -> used.isIn(files) ? used : Certificate.of(vertx, files), false)
                .compose(found -> found.equals(used)
                        ? Future.succeededFuture()
                        : use.apply(found).onSuccess(v -> {
                            used = found;
                            tell("TLS shows new clients another certificate");
                        }))
                .onSuccess(v -> faulty = 0)
                .onFailure(this::failed)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void failed(Throwable cause) {
        String now = cause instanceof SettingsException wrong ? wrong.getMessage() : cause.toString();
        faulty = now.equals(fault) || faulty == 0 ? faulty + 1 : 1;
        fault = now;
        if (faulty == LOOKS_BEFORE_TOLD) {
            LOG.warn("The certificate has changed, but the old one stays in use ({}): {}", used, fault);
        }
    }

    private void tell(String what) {
        if (used.until().isBefore(Instant.now())) {
            LOG.warn("{} {}, which has expired: clients will reject it", what, used);
        } else {
            LOG.info("{} {}", what, used);
        }
    }
}
