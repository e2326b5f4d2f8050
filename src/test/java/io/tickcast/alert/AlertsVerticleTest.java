package io.tickcast.alert;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.alert.rule.InvalidRuleException;
import io.tickcast.alert.rule.RuleReader;
import io.tickcast.config.Settings;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.FakeCandles;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules, prices, the database and receivers together, in one node. */
@Timeout(120)
class AlertsVerticleTest {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    /** The requests that the receiver got: webhook-id and body. */
    private final List<JsonObject> told = new CopyOnWriteArrayList<>();

    private volatile Consumer<HttpServerRequest> answer =
            request -> request.response().setStatusCode(204).end();
    private final FakeCandles candles = new FakeCandles();
    private HttpServer receiver;
    private AlertsVerticle verticle;
    private String deployment;
    private long trade = 1;

    @BeforeEach
    void start() {
        vertx.eventBus().registerDefaultCodec(Tick.class, new TickCodec());
        receiver = Await.result(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    told.add(new JsonObject()
                            .put("id", request.getHeader("webhook-id"))
                            .put("data", new JsonObject(body).getJsonObject("data")));
                    answer.accept(request);
                }))
                .listen(0, "127.0.0.1"));
        deploy(Map.of());
    }

    private void deploy(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(Map.of(
                "TICKCAST_ALERT_ENABLED", "true",
                "TICKCAST_ALERT_ALLOW_PRIVATE_ADDRESSES", "true",
                "TICKCAST_ALERT_RETRY", "0s, 10ms, 10ms, 10ms",
                "TICKCAST_STORAGE_URL", "jdbc:sqlite:" + folder.resolve("alerts.db")));
        all.putAll(others);
        Settings settings = TestSettings.with(all);
        verticle = new AlertsVerticle(
                settings, Optional.empty(), new SystemResolver(vertx), new Liveness(), Optional.of(candles));
        deployment = Await.result(vertx.deployVerticle(verticle));
        Await.until(
                "the rules are read",
                () -> Await.result(verticle.alerts().list("").map(true).otherwise(false)));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private JsonObject create(String when, String repeat) {
        return create(
                "",
                new JsonObject()
                        .put("symbol", "BTCUSDT")
                        .put("exchange", "binance")
                        .put("when", new JsonObject(when))
                        .put("repeat", repeat)
                        .put(
                                "deliver",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put(
                                                        "webhook",
                                                        "http://127.0.0.1:" + receiver.actualPort() + "/hook"))));
    }

    private JsonObject create(String owner, JsonObject rule) {
        return Await.result(verticle.alerts().create(owner, RuleReader.draft(rule)));
    }

    private TickBuilder price(String price) {
        return builder("BTCUSDT", 1_700_000_000_000L + trade, price)
                .receivedAt(NodeClock.system().micros())
                .tradeId(trade++);
    }

    private void publish(TickBuilder tick) {
        publish(tick.build());
    }

    private void publish(Tick tick) {
        vertx.eventBus().publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS);
    }

    private void awaitTold(int count) {
        Await.until(count + " are told: " + told, () -> told.size() >= count);
    }

    private JsonObject rule(JsonObject created) {
        return Await.result(verticle.alerts().get("", created.getString("id"))).orElseThrow();
    }

    private List<JsonObject> deliveries(JsonObject created) {
        return Await.result(verticle.alerts().deliveries("", created.getString("id")))
                .orElseThrow();
    }

    private void awaitDelivered(JsonObject created) {
        Await.until(
                "it is delivered",
                () -> deliveries(created).stream().anyMatch(attempt -> attempt.getInteger("status", 0) == 204));
    }

    @Test
    void aPriceAboveTheLevelIsTold() {
        JsonObject created = create("{\"above\": \"100\"}", "once");
        publish(price("99"));
        publish(price("100.50"));
        publish(price("101"));
        awaitDelivered(created);
        assertThat(told).hasSize(1);
        JsonObject data = told.get(0).getJsonObject("data");
        assertThat(data.getString("alert")).isEqualTo(created.getString("id"));
        assertThat(data.getValue("price").toString()).isEqualTo("100.5");
        assertThat(data.getJsonObject("when")).isEqualTo(new JsonObject().put("above", "100"));
        assertThat(data.getLong("age_ms")).isNotNegative();
        assertThat(rule(created).getString("state")).isEqualTo("fired");
        assertThat(rule(created).getInteger("fired")).isEqualTo(1);
        assertThat(deliveries(created).get(0).getString("webhook_id"))
                .isEqualTo(told.get(0).getString("id"));
    }

    @Test
    void onlyLivePricesFire() {
        JsonObject created = create("{\"above\": \"100\"}", "once");
        publish(price("101").test());
        publish(price("102").stored());
        publish(price("103").build().fetched());
        publish(price("104").receivedAt(NodeClock.system().micros() - 3_600_000_000L));
        publish(price("105"));
        awaitDelivered(created);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).getJsonObject("data").getValue("price").toString())
                .isEqualTo("105");
    }

    @Test
    void aFailedAttemptIsRepeatedWithTheSameId() {
        answer = request ->
                request.response().setStatusCode(told.size() < 3 ? 503 : 204).end();
        JsonObject created = create("{\"below\": \"100\"}", "once");
        publish(price("99"));
        awaitDelivered(created);
        assertThat(told.stream().map(one -> one.getString("id")).distinct()).hasSize(1);
        assertThat(deliveries(created).stream().map(attempt -> attempt.getInteger("attempt")))
                .containsExactly(3, 2, 1);
    }

    @Test
    void aReceiverThatIsGoneIsToldNothingMore() {
        answer = request -> request.response().setStatusCode(410).end();
        JsonObject created = create("{\"crosses\": \"100\"}", "rearm");
        publish(price("99"));
        publish(price("101"));
        Await.until(
                "it is disabled",
                () -> Boolean.TRUE.equals(
                        rule(created).getJsonArray("deliver").getJsonObject(0).getBoolean("disabled")));
        JsonObject other = create("bob", rule("500"));
        publish(price("90"));
        Await.until("it has fired again", () -> rule(created).getInteger("fired") == 2);
        publish(price("501"));
        awaitTold(2);
        assertThat(told)
                .extracting(one -> one.getJsonObject("data").getString("alert"))
                .containsExactly(created.getString("id"), other.getString("id"));
    }

    @Test
    void aReceiverThatIsGoneIsDisabledInAllRulesOfItsOwner() {
        answer = request -> request.response().setStatusCode(410).end();
        JsonObject first = create("ann", rule("100"));
        JsonObject second = create("ann", rule("200"));
        JsonObject others = create("bob", rule("300"));
        publish(price("101"));
        Await.until("both are disabled", () -> isDisabled("ann", first) && isDisabled("ann", second));
        assertThat(isDisabled("bob", others)).isFalse();
        assertThat(told).hasSize(1);
    }

    private JsonObject rule(String above) {
        JsonObject webhook = new JsonObject().put("webhook", "http://127.0.0.1:" + receiver.actualPort() + "/hook");
        return new JsonObject()
                .put("symbol", "BTCUSDT")
                .put("exchange", "binance")
                .put("when", new JsonObject().put("above", above))
                .put("deliver", new JsonArray().add(webhook));
    }

    private boolean isDisabled(String owner, JsonObject created) {
        return Boolean.TRUE.equals(Await.result(verticle.alerts().get(owner, created.getString("id")))
                .orElseThrow()
                .getJsonArray("deliver")
                .getJsonObject(0)
                .getBoolean("disabled"));
    }

    @Test
    void whatIsStoredGoesOnAfterARestart() {
        JsonObject once = create("{\"above\": \"100\"}", "once");
        JsonObject later = create("{\"above\": \"200\"}", "once");
        answer = request -> request.connection().close();
        publish(price("101"));
        awaitTold(4);
        Await.until("it is given up", () -> deliveries(once).size() == 4);
        Await.result(vertx.undeploy(deployment));
        answer = request -> request.response().setStatusCode(204).end();
        deploy(Map.of());
        assertThat(rule(once).getString("state")).isEqualTo("fired");
        publish(price("201"));
        awaitDelivered(later);
        assertThat(told).hasSize(5);
    }

    @Test
    void aPendingDeliveryGoesOnAfterARestart() {
        answer = request -> request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", "1")
                .end();
        JsonObject created = create("{\"above\": \"100\"}", "once");
        publish(price("101"));
        Await.until("an attempt has failed", () -> deliveries(created).size() == 1);
        Await.result(vertx.undeploy(deployment));
        answer = request -> request.response().setStatusCode(204).end();
        deploy(Map.of());
        awaitDelivered(created);
        assertThat(told).hasSize(2);
        assertThat(told.get(0).getString("id")).isEqualTo(told.get(1).getString("id"));
    }

    @Test
    void aMoveThatBeganBeforeARestartIsTold() throws SQLException {
        JsonObject created = create("{\"moves\": \"5\", \"within\": \"1h\"}", "once");
        Await.result(vertx.undeploy(deployment));
        long minute = NodeClock.system().millis() / Candles.MINUTE * Candles.MINUTE;
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
                Statement made = database.createStatement()) {
            made.executeUpdate("UPDATE tickcast_alert SET rule = json_set(rule, '$.since', " + minute + ")");
        }
        candles.put(Candles.minute("BTCUSDT", minute, "100", "1"));
        candles.hold();
        deploy(Map.of());
        publish(price("104"));
        Await.until("the past is asked for", () -> candles.reads() == 1);
        candles.answer();
        publish(price("105"));
        awaitDelivered(created);
        assertThat(told.get(0).getJsonObject("data").getValue("price").toString())
                .isEqualTo("105");
    }

    @Test
    void pricesGoOnWithoutThePast() {
        JsonObject created = create("{\"moves\": \"5\", \"within\": \"1h\"}", "once");
        Await.result(vertx.undeploy(deployment));
        candles.fail();
        deploy(Map.of());
        publish(price("100"));
        publish(price("105"));
        awaitDelivered(created);
    }

    @Test
    void anOwnerSeesAndChangesItsOwnRulesAlone() {
        JsonObject mine = create("{\"above\": \"100\"}", "once");
        String id = mine.getString("id");
        assertThat(Await.result(verticle.alerts().get("other", id))).isEmpty();
        assertThat(Await.result(verticle.alerts().delete("other", id))).isFalse();
        assertThat(Await.result(verticle.alerts().change("other", id, RuleReader.draft(new JsonObject()))))
                .isEmpty();
        assertThat(Await.result(verticle.alerts().deliveries("other", id))).isEmpty();
        assertThat(Await.result(verticle.alerts().list("other"))).isEmpty();
        assertThat(Await.result(verticle.alerts().delete("", id))).isTrue();
        assertThat(Await.result(verticle.alerts().list(""))).isEmpty();
        JsonObject others = create("other", rule("100"));
        publish(price("101"));
        awaitTold(1);
        assertThat(Await.result(verticle.alerts().get("", id))).isEmpty();
        assertThat(told)
                .extracting(one -> one.getJsonObject("data").getString("alert"))
                .containsExactly(others.getString("id"));
    }

    @Test
    void secretsAreShownOnceAndOnlyThoseThatWereMade() {
        JsonObject created = create("{\"above\": \"100\"}", "once");
        assertThat(created.getJsonArray("deliver").getJsonObject(0).getString("secret"))
                .startsWith("whsec_");
        assertThat(rule(created).encode()).doesNotContain("whsec_").doesNotContain("/hook");
    }

    @Test
    void anOwnerHasABound() {
        Await.result(vertx.undeploy(deployment));
        deploy(Map.of("TICKCAST_ALERT_MAX_PER_OWNER", "1"));
        create("{\"above\": \"100\"}", "once");
        assertThatThrownBy(() -> create("{\"above\": \"101\"}", "once"))
                .hasRootCauseInstanceOf(TooManyAlertsException.class);
    }

    @Test
    void aChangedConditionBeginsAnewAndAChangedNoteDoesNot() {
        JsonObject created = create("{\"above\": \"100\"}", "once");
        publish(price("101"));
        awaitDelivered(created);
        change(created, new JsonObject().put("note", "hello"));
        publish(price("102"));
        assertThat(rule(created).getString("state")).isEqualTo("fired");
        change(created, new JsonObject().put("when", new JsonObject().put("above", "102.5")));
        assertThat(rule(created).getString("state")).isEqualTo("armed");
        publish(price("103"));
        awaitTold(2);
        assertThat(told.get(1).getJsonObject("data").getString("note")).isEqualTo("hello");
        assertThat(told.get(1).getString("id")).isNotEqualTo(told.get(0).getString("id"));
    }

    private void change(JsonObject created, JsonObject draft) {
        Await.result(verticle.alerts().change("", created.getString("id"), RuleReader.draft(draft)));
    }

    @Test
    void withoutRulesThereIsNoFile() {
        assertThat(Await.result(verticle.alerts().list(""))).isEmpty();
        assertThat(Files.exists(folder.resolve("alerts.db"))).isFalse();
    }

    @Test
    void aReceiverThatCannotBeIsRefusedWithItsReason() {
        JsonObject rule = new JsonObject()
                .put("symbol", "BTCUSDT")
                .put("exchange", "binance")
                .put("when", new JsonObject().put("above", "1"))
                .put(
                        "deliver",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("webhook", "https://example.com/x")
                                        .put("secret", "abc")));
        assertThatThrownBy(() -> create("", rule))
                .hasRootCauseInstanceOf(InvalidRuleException.class)
                .hasStackTraceContaining("whsec_");
    }
}
