package io.tickcast.http;

import io.tickcast.testing.Await;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.KeyServer;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Base of the tests of tokens: the keys of an issuer are behind a URL. */
abstract class WithKeys {
    static final Issuer ISSUER = Issuer.ec("one", 256);
    static KeyServer keys;
    private static Vertx vertx;

    @BeforeAll
    static void startKeys() {
        vertx = Vertx.vertx();
        keys = new KeyServer(vertx, KeyServer.showing(Issuer.jwks(ISSUER)));
    }

    @AfterAll
    static void stopKeys() {
        Await.result(vertx.close());
    }
}
