package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleReader;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.Await;
import io.tickcast.testing.PostgresProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes die and the database goes away, the receiver fails, and each crossing is told under one id. */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class AlertTrial {
    private static final int NODES = 3;
    /** Each takes as long as three of other trials: a node is killed, and all rules are read again. */
    private static final int ROUNDS = Math.max(1, Integer.getInteger("trial.rounds", 60) / 3);

    private static final int RULES = Integer.getInteger("trial.rules", 2_000);
    private static final int SYMBOLS = Integer.getInteger("trial.symbols", 11);
    /** Of each symbol. */
    private static final int TICKS_PER_SECOND = Integer.getInteger("trial.ticks", 20);
    /** Levels are this much apart at most; prices rise by a hundredth with each tick. */
    private static final int LEVELS = Integer.getInteger("trial.levels", 60);

    private static final int RECEIVERS = 10;
    private static final String HYSTERESIS = "0.5";
    private static final long LATEST_MILLIS = 1_000;
    private static final Duration BETWEEN = Duration.ofSeconds(3);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(Integer.getInteger("trial.away", 5));

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(Integer.getInteger("trial.seed", 1));
    private final HttpClient http =
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(8));
    private PostgresProcess server;
    private TrialCluster cluster;

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
        if (server != null) {
            server.close();
        }
        Await.result(vertx.close());
    }

    @Test
    void eachCrossingIsToldUnderOneIdWhateverDies() throws IOException {
        server = PostgresProcess.started();
        server.create("alerts");
        WaveExchange exchange = WaveExchange.start(vertx, SYMBOLS, TICKS_PER_SECOND);
        FailingReceiver receiver = new FailingReceiver(vertx);
        Map<String, String> settings = new HashMap<>(exchange.settings());
        settings.put("TICKCAST_FEED_LINES", "2");
        settings.put("TICKCAST_STORAGE_URL", server.url("alerts"));
        settings.put("TICKCAST_STORAGE_TIMEOUT", "2s");
        settings.put("TICKCAST_ALERT_ENABLED", "true");
        settings.put("TICKCAST_ALERT_MAX_PER_OWNER", "100000");
        settings.put("TICKCAST_ALERT_HYSTERESIS", HYSTERESIS);
        settings.put("TICKCAST_ALERT_ALLOW_PRIVATE_ADDRESSES", "true");
        settings.put("TICKCAST_ALERT_RETRY", "0s" + ", 100ms".repeat(49));
        cluster = new TrialCluster(vertx, directory, NODES, settings);
        for (int node = 0; node < NODES; node++) {
            cluster.launch(node);
            cluster.awaitReady(node);
        }
        List<JsonObject> rules = makeRules(exchange, receiver);
        for (int node = 0; node < NODES; node++) {
            awaitRules(node);
        }
        exchange.go();
        for (int round = 1; round <= ROUNDS; round++) {
            WithTrial.pass(BETWEEN);
            int victim = random.nextInt(NODES);
            boolean isTelling = isTelling(victim);
            cluster.kill(victim);
            broadcastTest(exchange, (victim + 1) % NODES);
            cluster.launch(victim);
            cluster.awaitReady(victim);
            awaitLines();
            awaitRules(victim);
            System.out.printf(
                    "round %d: killed %s%s; %d messages, %d attempts%n",
                    round,
                    TrialCluster.name(victim),
                    isTelling ? ", which told" : "",
                    receiver.size(),
                    receiver.attempts());
            if (round == (ROUNDS + 1) / 2) {
                server.crash();
                WithTrial.pass(DATABASE_AWAY);
                server.start();
                System.out.printf("the database was away; %d messages%n", receiver.size());
            }
        }
        WithTrial.pass(BETWEEN);
        Set<String> expected = expected(rules, exchange.stop());
        Await.until(
                "all are told: " + receiver.size() + " of " + expected.size(),
                () -> receiver.size() >= expected.size() && waiting() == 0);
        System.out.printf("%d rules fired %d times; %d attempts%n", rules.size(), expected.size(), receiver.attempts());
        keepLogs();
        int later = 0;
        Map<String, List<Long>> told = byRule(told(receiver));
        Map<String, List<Long>> truth = byRule(expected);
        assertThat(told.keySet()).as("rules that fired").isEqualTo(truth.keySet());
        for (Map.Entry<String, List<Long>> rule : truth.entrySet()) {
            List<Long> times = told.getOrDefault(rule.getKey(), List.of());
            assertThat(times).as("times of " + rule).hasSameSizeAs(rule.getValue());
            for (int i = 0; i < times.size(); i++) {
                // A line that has just begun may bring a price before the other line brings the one before it.
                assertThat(times.get(i) - rule.getValue().get(i))
                        .as("ms after its crossing, of " + rule)
                        .isBetween(0L, LATEST_MILLIS);
                later += times.get(i).equals(rule.getValue().get(i)) ? 0 : 1;
            }
        }
        System.out.printf("%d were told with a later price%n", later);
        assertThat(receiver.byId()).as("one id each").hasSameSizeAs(expected);
        assertThat(expected).as("crossings").hasSizeGreaterThan(100);
    }

    /** The times of the prices at which each rule fired. */
    private static Map<String, List<Long>> byRule(Set<String> firings) {
        Map<String, List<Long>> times = new TreeMap<>();
        for (String firing : firings) {
            String[] parts = firing.split(" ");
            times.computeIfAbsent(parts[0], rule -> new ArrayList<>()).add(Long.valueOf(parts[1]));
        }
        return times;
    }

    /** The logs of the nodes, to look into. */
    private void keepLogs() throws IOException {
        Files.createDirectories(Path.of("target", "trials"));
        for (int node = 0; node < NODES; node++) {
            Files.write(
                    Path.of("target", "trials", "AlertTrial-" + TrialCluster.name(node) + ".log"), cluster.log(node));
        }
    }

    private List<JsonObject> makeRules(WaveExchange exchange, FailingReceiver receiver) {
        List<Future<JsonObject>> made = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            String level = Integer.toString(1_000 + random.nextInt(LEVELS)) + "." + (10 + random.nextInt(90));
            String kind = List.of("above", "below", "crosses").get(random.nextInt(3));
            JsonObject rule = new JsonObject()
                    .put(
                            "symbol",
                            exchange.symbols()
                                    .get(random.nextInt(exchange.symbols().size())))
                    .put("when", new JsonObject().put(kind, level))
                    .put("repeat", random.nextInt(4) == 0 ? "rearm" : "once")
                    .put("deliver", new JsonArray().add(new JsonObject().put("webhook", receiver.url(i % RECEIVERS))));
            made.add(post(i % NODES, "/api/alerts", rule, 201)
                    .map(answer -> rule.put("id", answer.getJsonObject("data").getString("id"))));
        }
        return Await.result(Future.all(made).map(all -> all.<JsonObject>list()));
    }

    private Future<JsonObject> post(int node, String path, JsonObject body, int status) {
        return http.request(HttpMethod.POST, cluster.port(node), "127.0.0.1", path)
                .compose(request ->
                        request.putHeader("content-type", "application/json").send(body.encode()))
                .compose(response -> response.body().map(answer -> {
                    assertThat(response.statusCode()).as(answer.toString()).isEqualTo(status);
                    return new JsonObject(answer);
                }));
    }

    /** A price of a test, far from all others, which is no crossing. */
    private void broadcastTest(WaveExchange exchange, int node) {
        Await.result(post(
                node,
                "/api/sse/test-broadcast",
                new JsonObject().put("symbol", exchange.symbols().get(0)).put("price", 1),
                200));
    }

    private Optional<JsonObject> alerts(int node) {
        return cluster.status(node).map(status -> status.getJsonObject("alerts"));
    }

    private void awaitRules(int node) {
        Await.until(
                TrialCluster.name(node) + " has all rules",
                () -> alerts(node)
                        .filter(alerts -> alerts.getInteger("rules") == RULES)
                        .isPresent());
    }

    private boolean isTelling(int node) {
        return alerts(node).filter(alerts -> alerts.getBoolean("telling")).isPresent();
    }

    private int waiting() {
        int waiting = 0;
        for (int node = 0; node < NODES; node++) {
            waiting += alerts(node)
                    .map(alerts -> alerts.getInteger("waiting") + alerts.getInteger("unwritten"))
                    .orElse(1);
        }
        return waiting;
    }

    private void awaitLines() {
        Await.until("both lines are live", () -> {
            for (int node = 0; node < NODES; node++) {
                if (cluster.liveLines(node).size() != 2) {
                    return false;
                }
            }
            return true;
        });
    }

    /** The firings of the rules for all prices, in one place. */
    private static Set<String> expected(List<JsonObject> rules, List<WaveExchange.Told> prices) {
        Set<String> fired = new TreeSet<>();
        RuleBook book = new RuleBook(new BigDecimal(HYSTERESIS), new RuleBook.Outcomes() {
            @Override
            public void fired(AlertRule rule, RuleState state, Tick tick) {
                fired.add(rule.id() + ' ' + tick.eventTime() + ' ' + tick.digits(DecimalField.PRICE));
            }

            @Override
            public void changed(AlertRule rule, RuleState state) {
                // Nobody is told.
            }
        });
        for (JsonObject json : rules) {
            AlertRule rule = new AlertRule(
                    json.getString("id"),
                    "",
                    1,
                    1,
                    json.getString("symbol"),
                    "binance",
                    RuleReader.condition(json.getJsonObject("when")),
                    json.getString("repeat").equals("rearm"),
                    "",
                    List.of(),
                    Instant.EPOCH);
            book.put(rule, RuleState.of(rule));
        }
        for (WaveExchange.Told told : prices) {
            TickBuilder tick = new TickBuilder()
                    .exchange("binance")
                    .symbol(told.symbol())
                    .eventTime(told.time())
                    .receivedAt(told.time() * 1_000);
            tick.figure(DecimalField.PRICE, told.price());
            book.evaluate(tick.build());
        }
        return fired;
    }

    private static Set<String> told(FailingReceiver receiver) {
        Map<String, String> told = new TreeMap<>();
        receiver.byId()
                .forEach((id, data) -> told.put(
                        id,
                        data.getString("alert")
                                + ' '
                                + Instant.parse(data.getString("timestamp")).toEpochMilli()
                                + ' '
                                + new BigDecimal(data.getValue("price").toString()).setScale(2)));
        return new TreeSet<>(told.values());
    }
}
