package io.tickcast.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the start of a node finds out about the pipelines of Vert.x, on the system's sockets and on Java's. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class VertxHandlersTest {
    private final Vertx vertx;

    VertxHandlersTest(boolean nativeTransport) {
        vertx = NativeTransport.builder(
                        new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(nativeTransport))
                .build();
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void allHandlersAreThere() {
        assertThat(VertxHandlers.check(vertx)).satisfies(Await::result);
    }

    @Test
    void aNameThatIsGoneEndsTheStart() {
        assertThatThrownBy(() -> Await.result(VertxHandlers.check(vertx, List.of(VertxHandlers.ENCODER, "gone"))))
                .hasRootCauseInstanceOf(MissingHandlerException.class)
                .hasStackTraceContaining("Vert.x has no handler \"gone\" in the pipeline of a connection");
    }
}
