package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeMessenger;
import io.tickcast.testing.LogLines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebhookSenderTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String TOKEN = "T0kenOfAWebhook";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static String secret(WebhookFormat format) {
        return switch (format) {
            case STANDARD -> "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
            case FEISHU, DINGTALK -> "SECretOfABot";
            default -> "";
        };
    }

    private FakeMessenger fake(WebhookFormat format) {
        return new FakeMessenger(vertx, format, secret(format));
    }

    private static Receiver receiver(FakeMessenger fake, WebhookFormat format) {
        return new Receiver(fake.webhook(), format, secret(format), false);
    }

    /** A sender that may call any address, with a resolver that knows no name. */
    private WebhookSender sender(Duration limit) {
        return sender(
                new AddressGuard(host -> Future.failedFuture(new UnknownHostException(host)), true),
                new HttpClientOptions(),
                limit);
    }

    private WebhookSender sender(AddressGuard guard, HttpClientOptions options, Duration limit) {
        return sender(guard, guard, options, limit);
    }

    private WebhookSender sender(
            AddressGuard guard, AddressGuard unprovenGuard, HttpClientOptions options, Duration limit) {
        return Await.on(
                context, () -> new WebhookSender(vertx, guard, unprovenGuard, new ReceiverCheck(true), options, limit));
    }

    private Outcome send(WebhookSender sender, Receiver receiver, List<Firing> firings) {
        return Await.result(Await.on(context, () -> sender.send(receiver, firings)));
    }

    private Outcome send(WebhookSender sender, Receiver receiver) {
        return send(sender, receiver, List.of(Firings.firing("sell")));
    }

    @ParameterizedTest
    @EnumSource(WebhookFormat.class)
    void eachMessengerTakesAMessage(WebhookFormat format) {
        FakeMessenger fake = fake(format);
        assertThat(send(sender(LONG), receiver(fake, format))).isInstanceOf(Outcome.Delivered.class);
        assertThat(fake.taken()).singleElement().asString().contains("BTCUSDT").contains("sell");
    }

    @ParameterizedTest
    @EnumSource(value = WebhookFormat.class, names = "STANDARD", mode = EnumSource.Mode.EXCLUDE)
    void eachMessengerTakesAsManyAsFit(WebhookFormat format) {
        FakeMessenger fake = fake(format);
        List<Firing> flood = new ArrayList<>(Firings.several(5_000));
        flood.add(0, Firings.firing("\u6da8\uD83D\uDE80<&\"".repeat(60)));
        WebhookSender sender = sender(LONG);
        Receiver receiver = receiver(fake, format);
        int fitting = sender.fitting(receiver, flood);
        assertThat(send(sender, receiver, flood.subList(0, fitting))).isInstanceOf(Outcome.Delivered.class);
        assertThat(fake.taken().get(0).lines()).hasSize(fitting);
        assertThat(fitting).isGreaterThan(Pace.of(receiver).digestSize() / 2);
    }

    @ParameterizedTest
    @EnumSource(WebhookFormat.class)
    void aDigestOfUsualLengthFits(WebhookFormat format) {
        FakeMessenger fake = fake(format);
        Receiver receiver = receiver(fake, format);
        int size = Pace.of(receiver).digestSize();
        WebhookSender sender = sender(LONG);
        assertThat(sender.fitting(receiver, Firings.several(size))).isEqualTo(size);
        assertThat(send(sender, receiver, Firings.several(size))).isInstanceOf(Outcome.Delivered.class);
        assertThat(fake.taken().get(0)).contains("no. " + size);
    }

    @ParameterizedTest
    @EnumSource(
            value = WebhookFormat.class,
            names = {"STANDARD", "FEISHU", "DINGTALK"})
    void aWrongSecretIsRefusedByTheMessenger(WebhookFormat format) {
        FakeMessenger fake = fake(format);
        String another = format == WebhookFormat.STANDARD ? WebhookSecret.generate() : "SECretOfAnother";
        Outcome outcome = send(sender(LONG), new Receiver(fake.webhook(), format, another, false));
        assertThat(outcome)
                .isInstanceOf(format == WebhookFormat.STANDARD ? Outcome.Failed.class : Outcome.Refused.class);
        assertThat(fake.taken()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = WebhookFormat.class, names = "STANDARD", mode = EnumSource.Mode.EXCLUDE)
    void aWrongTokenIsRefusedByTheMessenger(WebhookFormat format) {
        FakeMessenger fake = fake(format);
        URI another = URI.create(fake.webhook().toString().replace(TOKEN, "AnotherToken1"));
        assertThat(send(sender(LONG), new Receiver(another, format, secret(format), false)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.text())
                                .startsWith("it answers ")
                                .doesNotContain("AnotherToken1"));
    }

    @Test
    void aGroupThatMovedIsFollowedAtOnceAndNamedInTheLogOnce() {
        FakeMessenger fake = fake(WebhookFormat.TELEGRAM);
        fake.answerNext(new FakeMessenger.Answer(
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"group chat was upgraded to a supergroup chat\","
                        + "\"parameters\":{\"migrate_to_chat_id\":-100200300}}"));
        URI old = URI.create(fake.webhook().toString().replace("-100200300", "-7"));
        WebhookSender sender = sender(LONG);
        Receiver group = new Receiver(old, WebhookFormat.TELEGRAM, "", false);
        try (LogLines log = new LogLines("io.tickcast.alert")) {
            assertThat(send(sender, group)).isInstanceOf(Outcome.Delivered.class);
            assertThat(send(sender, group)).isInstanceOf(Outcome.Delivered.class);
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("-100200300")
                    .doesNotContain(TOKEN);
        }
        assertThat(fake.messages())
                .extracting(message -> new JsonObject(message.body()).getString("chat_id"))
                .containsExactly("-7", "-100200300", "-100200300");
    }

    @Test
    void aRedirectIsNotFollowed() {
        FakeMessenger target = fake(WebhookFormat.STANDARD);
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        for (int status : List.of(301, 302, 307, 308)) {
            fake.answerNext(new FakeMessenger.Answer(
                    status, Map.of("Location", target.webhook().toString()), ""));
            assertThat(send(sender(LONG), receiver(fake, WebhookFormat.STANDARD)))
                    .isEqualTo(new Outcome.Failed(
                            "it answers " + status + " (redirects are not followed)", Optional.empty()));
        }
        assertThat(target.connections()).isZero();
    }

    @Test
    void tokensOfAnAnswerAreMasked() {
        FakeMessenger fake = fake(WebhookFormat.SLACK);
        fake.answerNext(new FakeMessenger.Answer(404, "no hook at /services/T00000000/B00000000/" + TOKEN));
        assertThat(send(sender(LONG), receiver(fake, WebhookFormat.SLACK)))
                .isEqualTo(new Outcome.Refused("it answers 404: no hook at /***/***/***/***"));
    }

    @Test
    void aReceiverThatIsSilentIsGivenUp() {
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        fake.handleNext(request -> {});
        assertThat(send(sender(SHORT), receiver(fake, WebhookFormat.STANDARD)))
                .isEqualTo(new Outcome.Failed("no answer within 0 s", Optional.empty()));
    }

    @Test
    void aNameThatIsFoundTooLateIsNotCalled() {
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        Promise<List<InetAddress>> late = Promise.promise();
        WebhookSender sender = sender(new AddressGuard(host -> late.future(), true), new HttpClientOptions(), SHORT);
        Receiver named = new Receiver(
                fake.webhook("http", "hooks.example"), WebhookFormat.STANDARD, secret(WebhookFormat.STANDARD), false);
        assertThat(send(sender, named)).isEqualTo(new Outcome.Failed("no answer within 0 s", Optional.empty()));
        Await.on(context, () -> late.tryComplete(List.of(InetAddress.getLoopbackAddress())));
        assertThat(send(sender(LONG), receiver(fake, WebhookFormat.STANDARD))).isInstanceOf(Outcome.Delivered.class);
        assertThat(fake.connections()).isEqualTo(1);
    }

    @Test
    void aMessageThatCannotBeMadeIsAFailure() {
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        WebhookSender sender = sender(LONG);
        assertThat(send(sender, receiver(fake, WebhookFormat.STANDARD), Firings.several(2)))
                .isEqualTo(new Outcome.Failed("it cannot be called (IllegalArgumentException)", Optional.empty()));
        assertThat(sender.meters().toJson().getInteger("in_flight")).isZero();
    }

    @Test
    void anAnswerWithoutAnEndCountsByItsStatus() {
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        Outcome outcome = new Outcome.Refused("not sent");
        // On a busy machine, the status takes longer.
        for (Duration limit = SHORT; !(outcome instanceof Outcome.Delivered); limit = limit.multipliedBy(2)) {
            assertThat(limit).isLessThan(LONG);
            fake.handleNext(request -> request.response().setChunked(true).write("part"));
            outcome = send(sender(limit), receiver(fake, WebhookFormat.STANDARD));
        }
        assertThat(outcome).isEqualTo(new Outcome.Delivered(200, Duration.ZERO));
    }

    @Test
    void anAnswerThatIsCutCountsByItsStatus() {
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        fake.handleNext(request -> request.response()
                .setChunked(true)
                .write("part")
                .onSuccess(written -> request.connection().close()));
        assertThat(send(sender(LONG), receiver(fake, WebhookFormat.STANDARD)))
                .isEqualTo(new Outcome.Delivered(200, Duration.ZERO));
    }

    @Test
    void anEndlessAnswerIsCut() {
        FakeMessenger fake = fake(WebhookFormat.WECOM);
        AtomicReference<HttpServerRequest> endless = new AtomicReference<>();
        fake.handleNext(request -> {
            endless.set(request);
            request.response().setChunked(true).write(" ".repeat(2 * WebhookCall.MAX_BODY_BYTES));
        });
        assertThat(send(sender(LONG), receiver(fake, WebhookFormat.WECOM))).isInstanceOf(Outcome.Failed.class);
        Await.until("the connection is closed", () -> endless.get().response().closed());
    }

    @Test
    void aFailureIsToldWithoutTheWebhook() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        fake.handleNext(request -> request.connection().close());
        List<URI> webhooks = List.of(
                URI.create("http://127.0.0.1:" + free + "/in/" + TOKEN),
                URI.create("http://no-such.example/in/" + TOKEN),
                URI.create("https://127.0.0.1:" + fake.port() + "/in/" + TOKEN),
                fake.webhook());
        List<String> texts = new ArrayList<>();
        try (LogLines log = new LogLines("ROOT", Level.INFO)) {
            for (URI webhook : webhooks) {
                Receiver receiver =
                        new Receiver(webhook, WebhookFormat.STANDARD, secret(WebhookFormat.STANDARD), false);
                texts.add(((Outcome.Failed) send(sender(LONG), receiver)).text());
            }
            assertThat(log.all()).noneMatch(line -> line.contains(TOKEN));
        }
        assertThat(texts.subList(0, 2))
                .containsExactly("it accepts no connection", "the look-up of its host name failed");
        assertThat(texts.get(2)).startsWith("TLS: ");
        assertThat(texts.get(3)).isEqualTo("it closed the connection without an answer");
        assertThat(texts).noneMatch(text -> text.contains(TOKEN));
    }

    private static Future<Outcome> inTurn(WebhookSender sender, Receiver receiver) {
        return sender.slot("ann", receiver)
                .compose(slot ->
                        sender.send(receiver, List.of(Firings.firing(""))).onComplete(done -> slot.release()));
    }

    private static Receiver named(FakeMessenger fake, String host) {
        return new Receiver(fake.webhook("http", host), WebhookFormat.STANDARD, secret(WebhookFormat.STANDARD));
    }

    private static AddressGuard noting(List<String> asked, String name) {
        return new AddressGuard(
                host -> {
                    asked.add(name);
                    return Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
                },
                true);
    }

    @Test
    void aReceiverThatAnswersIsLookedUpApartFromTheOthers() {
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        List<String> asked = new CopyOnWriteArrayList<>();
        WebhookSender sender = sender(noting(asked, "reliable"), noting(asked, "other"), new HttpClientOptions(), LONG);
        Receiver receiver = named(fake, "hooks.example");
        send(sender, receiver);
        assertThat(asked).containsExactly("other");
        // On a busy machine, the first answer may not have come soon.
        Await.until("it is reliable", () -> {
            send(sender, receiver);
            return asked.contains("reliable");
        });
        fake.answerNext(new FakeMessenger.Answer(500, ""));
        send(sender, receiver);
        asked.clear();
        send(sender, receiver);
        assertThat(asked).containsExactly("other");
    }

    @Test
    void receiversThatHangDelayNoneThatAnswers() {
        int many = 500;
        FakeMessenger silent = fake(WebhookFormat.STANDARD);
        List<HttpServerRequest> hanging = new CopyOnWriteArrayList<>();
        for (int i = 0; i < many; i++) {
            silent.handleNext(hanging::add);
        }
        FakeMessenger fake = fake(WebhookFormat.STANDARD);
        Receiver answers = receiver(fake, WebhookFormat.STANDARD);
        AddressGuard guard =
                new AddressGuard(host -> Future.succeededFuture(List.of(InetAddress.getLoopbackAddress())), true);
        WebhookSender sender = sender(guard, new HttpClientOptions(), LONG);
        assertThat(Await.result(Await.on(context, () -> inTurn(sender, answers))))
                .isInstanceOf(Outcome.Delivered.class);
        for (int i = 0; i < many; i++) {
            Receiver hangs = named(silent, "r" + i + ".example");
            Await.on(context, () -> inTurn(sender, hangs));
        }
        assertThat(Await.result(Await.on(context, () -> inTurn(sender, answers))))
                .isInstanceOf(Outcome.Delivered.class);
        Await.until("as many hang as may", () -> hanging.size() == 192);
        Await.until("no other", () -> sender.meters().toJson().getInteger("in_flight") == 192);
        hanging.get(0).response().end();
        Await.until("the next one comes", () -> hanging.size() == 193);
    }

    @Test
    void aReceiverThatIsNotAllowedAnyMoreIsRefused() {
        WebhookSender sender = Await.on(
                context,
                () -> new WebhookSender(
                        vertx,
                        new AddressGuard(host -> Future.failedFuture(new UnknownHostException(host)), false),
                        new AddressGuard(host -> Future.failedFuture(new UnknownHostException(host)), false),
                        new ReceiverCheck(false),
                        new HttpClientOptions(),
                        LONG));
        FakeMessenger fake = fake(WebhookFormat.SLACK);
        assertThat(send(sender, receiver(fake, WebhookFormat.SLACK)))
                .isEqualTo(new Outcome.Refused(
                        "webhook must begin with https://; http:// needs alert.allow-private-addresses"));
        assertThat(fake.connections()).isZero();
    }
}
