package io.tickcast.access;

import static io.tickcast.access.WithAccess.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.testing.Await;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.KeyServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of a real server on loopback. */
class VerificationKeysTest {
    private static final Issuer OLD = Issuer.ec("old", 256);
    private static final Issuer NEW = Issuer.ec("new", 256);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final KeyServer server = new KeyServer(vertx, KeyServer.showing(Issuer.jwks(OLD)));

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private VerificationKeys ring(Duration leastGap) {
        return new VerificationKeys(
                // A busy machine may need a second for an answer, and a silent server is waited for as long.
                vertx, new KeyUrl(vertx, URI.create(server.url()), Duration.ofSeconds(3)), leastGap);
    }

    /** An authenticator that asks the ring for the key of a token. */
    private Authenticator access(VerificationKeys ring) {
        return new Authenticator(
                vertx,
                WithAccess.settings(Map.of("TICKCAST_AUTH_JWT_JWKS", server.url())),
                Clock.systemUTC(),
                ring,
                Future.succeededFuture());
    }

    private static List<VerifyingKey> keys(String text) {
        return KeyParser.parse(text.getBytes(StandardCharsets.UTF_8), true);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() {
        VerificationKeys ring = ring(Duration.ZERO);
        Await.result(ring.read());
        Authenticator authenticator = access(ring);
        assertThat(Await.result(authenticator.byToken(OLD.token()))).isNotNull();
        server.answer(KeyServer.showing(Issuer.jwks(OLD, NEW)));

        assertThat(Await.result(authenticator.byToken(NEW.token()))).isNotNull();
        assertThat(server.asked()).isEqualTo(2);

        server.answer(KeyServer.showing(Issuer.jwks(NEW)));
        Await.result(ring.read());
        assertThat(refusal(authenticator.byToken(OLD.token())).status())
                .as("a key that is gone")
                .isEqualTo(401);
    }

    @Test
    void aTokenThatCountsDoesNotWaitForTheKeyOfAnotherBesideIt() {
        VerificationKeys ring = ring(Duration.ZERO);
        Await.result(ring.read());
        Authenticator authenticator = access(ring);
        assertThat(Await.result(authenticator.byAnyToken(List.of(NEW.token(), OLD.token()))))
                .isNotNull();
        assertThat(server.asked()).isEqualTo(1);

        server.answer(KeyServer.showing(Issuer.jwks(NEW)));
        assertThat(Await.result(authenticator.byAnyToken(
                        List.of("x", Issuer.ec("third", 256).token(), NEW.token()))))
                .isNotNull();
        assertThat(server.asked()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"old", ""})
    void anotherKeyBelowTheSameNameOrNoneIsFetchedOnce(String kid) {
        Issuer next = Issuer.ec(kid, 256);
        server.answer(KeyServer.showing(Issuer.jwks(Issuer.ec(kid, 256))));
        VerificationKeys ring = ring(Duration.ZERO);
        Await.result(ring.read());
        server.answer(KeyServer.showing(Issuer.jwks(next)));

        assertThat(Await.result(access(ring).byToken(next.token()))).isNotNull();
        assertThat(Await.result(access(ring).byToken(next.token()))).isNotNull();
        assertThat(server.asked()).isEqualTo(2);
    }

    @Test
    void strangersCannotMakeItAskAgainAndAgain() {
        VerificationKeys ring = ring(NEVER);
        Await.result(ring.read());
        Authenticator authenticator = access(ring);
        for (int i = 0; i < 100; i++) {
            String strange = NEW.token(
                    new JsonObject().put("alg", "ES256").put("kid", "k" + i),
                    Issuer.claims().encode());
            assertThat(refusal(authenticator.byToken(strange))).hasMessageContaining("an unknown key");
            String forged = NEW.token(
                    new JsonObject().put("alg", "ES256").put("kid", "old"),
                    Issuer.claims().encode());
            assertThat(refusal(authenticator.byToken(forged))).hasMessageContaining("signature is wrong");
        }
        assertThat(server.asked()).isEqualTo(1);
    }

    @Test
    void manyWhoComeAtATimeAskOnce() {
        VerificationKeys ring = ring(Duration.ZERO);
        Await.result(ring.read());
        server.answer(KeyServer.showing(Issuer.jwks(NEW)));
        Authenticator authenticator = access(ring);
        Stream.generate(() -> authenticator.byToken(NEW.token()))
                .limit(50)
                .toList()
                .forEach(Await::result);
        assertThat(server.asked()).isLessThan(10);
    }

    @Test
    void whatItHasStaysWhileItCannotBeReadAnew() {
        VerificationKeys ring = ring(Duration.ZERO);
        Await.result(ring.read());
        Authenticator authenticator = access(ring);
        for (var failure : Stream.of(
                        KeyServer.failing(),
                        KeyServer.silent(),
                        KeyServer.showing("{"),
                        KeyServer.showing("{\"keys\":[]}"),
                        KeyServer.showing(" ".repeat(300_000) + Issuer.jwks(NEW)),
                        KeyServer.showing("[]"))
                .toList()) {
            server.answer(failure);
            Await.result(ring.read().otherwiseEmpty());
            assertThat(Await.result(authenticator.byToken(OLD.token()))).isNotNull();
            assertThat(refusal(authenticator.byToken(NEW.token())).status()).isEqualTo(401);
        }
    }

    @Test
    void untilItHasSomeNobodyIsToldThatATokenIsWrong() {
        server.answer(KeyServer.failing());
        VerificationKeys ring = ring(Duration.ZERO);
        Await.result(ring.read().otherwiseEmpty());
        Authenticator authenticator = access(ring);
        assertThat(refusal(authenticator.byToken(OLD.token())).status()).isEqualTo(503);
        server.answer(KeyServer.showing(Issuer.jwks(OLD)));
        // By itself, after a second at most.
        Await.until("the keys are here", () -> !ring.isEmpty());
        assertThat(Await.result(authenticator.byToken(OLD.token()))).isNotNull();
    }

    @Test
    void aSourceThatBreaksIsReadAgain() {
        KeySource broken = new KeySource() {
            @Override
            public Future<Read> read() {
                throw new IllegalStateException("broken");
            }

            @Override
            public String name() {
                return "a test";
            }
        };
        VerificationKeys ring = new VerificationKeys(vertx, broken, NEVER);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Await.result(ring.read())).rootCause().hasMessage("broken");
        }
    }

    @Test
    void aServerThatDoesNotEvenGreetIsNotWaitedForLonger() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KeyUrl url = new KeyUrl(
                    vertx, URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/keys"), Duration.ofMillis(100));
            // Of TLS it would be another one.
            assertThatThrownBy(() -> Await.result(url.read())).hasRootCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.answer(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", server.url())
                .end());
        assertThatThrownBy(() -> Await.result(ring(NEVER).read())).hasRootCauseMessage("it answers HTTP 302");
    }

    @Test
    void aSecretThatAUrlShowsIsNone() {
        server.answer(KeyServer.showing(Issuer.jwks(Issuer.hmac("h", 256))));
        assertThatThrownBy(() -> Await.result(ring(NEVER).read()))
                .rootCause()
                .hasMessageStartingWith("it holds no key");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            quoteCharacter = '"',
            value = {
                "none,300",
                "\"\",300",
                "no-cache,300",
                "\"public, max-age=600\",600",
                "max-age=1,60",
                "max-age=99999999,3600",
                "s-maxage=600,300",
                "max-age=99999999999999999999,300"
            })
    void keysAreFreshForAsLongAsTheirIssuerSaysWithinReason(String header, long seconds) {
        assertThat(KeyUrl.freshFor(header)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024})
    void aWeakKeyIsNone(int bits) {
        assertThatThrownBy(() -> keys(Issuer.jwks(Issuer.rsa("r", "RS256", bits))))
                .hasMessageContaining("2048 bits");
    }

    @Test
    void keysOfAnotherUseAreLeftOut() {
        String other = new JsonObject()
                .put(
                        "keys",
                        new JsonArray()
                                .add(OLD.jwk().put("use", "enc"))
                                .add(OLD.jwk().put("key_ops", new JsonArray().add("sign")))
                                .add(OLD.jwk().put("alg", "ES384"))
                                .add(OLD.jwk().put("alg", "ECDH-ES"))
                                .add(NEW.jwk().put("use", "sig")))
                .encode();
        assertThat(keys(other)).extracting(key -> key.id().orElse("")).containsExactly("new");
    }

    @Test
    void aFileMayHoldPem() {
        String pem = OLD.pem()
                + Issuer.rsa("r", "RS256", 2048).pem()
                + Issuer.ed25519("e").pem();
        assertThat(keys(pem)).hasSize(3).allMatch(key -> key.id().isEmpty());
        assertThat(keys(pem).get(0).fits(ParsedToken.parse(OLD.token()))).isTrue();
    }

    @Test
    void aBrokenBlockOfPemIsLeftOut() {
        String broken = """
                -----BEGIN PUBLIC KEY-----
                MFkwE
                -----END PUBLIC KEY-----
                -----BEGIN CERTIFICATE-----
                A
                -----END CERTIFICATE-----
                """;
        assertThat(keys(broken + OLD.pem())).hasSize(1);
        assertThatThrownBy(() -> keys(broken)).hasMessageStartingWith("it holds no key");
    }
}
