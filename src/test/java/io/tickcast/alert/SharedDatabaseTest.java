package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedDatabaseTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private SharedDatabase node(String name, String database) {
        SharedDatabase node = new SharedDatabase(vertx, name);
        Await.result(node.consumer().completion());
        node.opened(database);
        return node;
    }

    @Test
    void nodesWithOneDatabaseHaveAlerts() {
        try (LogLines log = new LogLines("io.tickcast.alert")) {
            SharedDatabase one = node("one", "a");
            SharedDatabase two = node("two", "a");
            two.tell();
            // Messages come in their order: once this one is heard, all others have been.
            node("three", "b");
            Await.until(
                    "the third is heard",
                    () -> one.refusal().isPresent() && two.refusal().isPresent());
            Await.until("both have said so", () -> log.all().size() >= 2);
            assertThat(log.all()).hasSize(2).allMatch(line -> line.contains("refused: three keeps its rules"));
        }
    }

    @Test
    void nodesWithAFileEachHaveNoneAndSayWhyOnce() {
        try (LogLines log = new LogLines("io.tickcast.alert")) {
            SharedDatabase one = node("one", "a");
            SharedDatabase two = node("two", "b");
            one.tell();
            one.tell();
            Await.until(
                    "both refuse",
                    () -> one.refusal().isPresent() && two.refusal().isPresent());
            assertThat(one.refusal().orElseThrow()).contains("one database for all nodes", "storage.url");
            String why = "Alerts are refused: two keeps its rules in another database than one";
            log.awaitLine(why);
            assertThat(log.containing(why)).hasSize(1);
        }
    }
}
