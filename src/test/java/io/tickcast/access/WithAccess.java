package io.tickcast.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tickcast.config.Settings;
import io.tickcast.testing.Await;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The door of a node that has its keys in a file. */
final class WithAccess {
    static final String ALL_ALGORITHMS =
            "RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA,HS256,HS384,HS512";

    private WithAccess() {}

    static Settings.Jwt settings(Path keys, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("TICKCAST_AUTH_JWT_KEY_FILE", keys.toString());
        return settings(all);
    }

    /** @param keys source of the keys, and whatever is not as usual */
    static Settings.Jwt settings(Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(Map.of(
                "TICKCAST_AUTH_JWT_ENABLED",
                "true",
                "TICKCAST_AUTH_JWT_ISSUER",
                Issuer.ISS,
                "TICKCAST_AUTH_JWT_AUDIENCE",
                Issuer.AUD + ",other",
                "TICKCAST_AUTH_JWT_ALGORITHMS",
                ALL_ALGORITHMS));
        all.putAll(keys);
        return TestSettings.with(all).auth().jwt();
    }

    static Authenticator of(Vertx vertx, Path directory, String keys, Map<String, String> more) {
        try {
            Path file = Files.writeString(directory.resolve("keys"), keys);
            Authenticator authenticator = Authenticator.reading(vertx, settings(file, more));
            Await.result(authenticator.ready());
            return authenticator;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The reason for a refusal. */
    static AccessDenied refusal(Future<?> future) {
        ExecutionException failed = catchThrowableOfType(
                ExecutionException.class,
                () -> future.toCompletionStage().toCompletableFuture().get());
        assertThat(failed).as("a refusal").isNotNull();
        assertThat(failed.getCause()).isInstanceOf(AccessDenied.class);
        return (AccessDenied) failed.getCause();
    }
}
