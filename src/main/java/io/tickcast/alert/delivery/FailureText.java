package io.tickcast.alert.delivery;

import io.netty.channel.ConnectTimeoutException;
import io.tickcast.alert.delivery.AddressGuard.ForbiddenAddressException;
import io.tickcast.log.Printable;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A failed call in words. Messages of exceptions may hold the webhook, so only known ones are shown. */
final class FailureText {
    private static final int SHOWN = 200;

    private FailureText() {}

    static String of(Throwable failure) {
        if (failure instanceof ForbiddenAddressException || failure instanceof TimeoutException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UnknownHostException) {
            return "the look-up of its host name failed";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "it accepts no connection: no answer in time";
        }
        if (failure instanceof ConnectException) {
            return "it accepts no connection";
        }
        if (failure instanceof HttpClosedException) {
            return "it closed the connection without an answer";
        }
        return tls(failure, failure.getClass().getSimpleName());
    }

    private static String tls(Throwable failure, String kind) {
        String text = "it cannot be called (" + kind + ")";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                text = "TLS: " + Printable.shown(String.valueOf(cause.getMessage()), SHOWN);
            }
        }
        return text;
    }
}
