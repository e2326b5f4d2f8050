package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.http.connection.ErrorCounts;
import io.tickcast.net.LongAnswers;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An unexpected error and its line in the log know each other. */
class RequestIdTest {
    private final Vertx vertx = Vertx.vertx();
    private final Logger logger = (Logger) LoggerFactory.getLogger(JsonResponses.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @AfterEach
    void close() {
        logger.detachAppender(log);
        Await.result(vertx.close());
    }

    @Test
    void theAnswerAndTheLogHaveTheSame() {
        log.start();
        logger.addAppender(log);
        Router router = Router.router(vertx);
        new JsonResponses(new ErrorCounts(new SimpleMeterRegistry()), new LongAnswers(vertx))
                .errorsOf(router, path -> 1_000);
        router.get("/").handler(context -> {
            throw new IllegalStateException("broken");
        });
        HttpServer server =
                Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        try (RawHttp http = RawHttp.connect(server.actualPort())) {
            RawAnswer answer =
                    http.send("GET / HTTP/1.1", "Host: a", "Connection: close").answer();
            assertThat(answer.status()).isEqualTo(500);
            String id = answer.json().getString("request_id");
            assertThat(answer.headers()).containsEntry("x-request-id", id);
            assertThat(answer.body()).doesNotContain("broken");
            assertThat(log.list).singleElement().satisfies(line -> {
                assertThat(line.getFormattedMessage()).isEqualTo("GET / failed, request " + id);
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("broken");
            });
        }
    }
}
