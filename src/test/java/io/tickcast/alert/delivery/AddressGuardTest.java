package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Authority;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeMessenger;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts to make a node call services of its own network. None of them may open a connection. */
class AddressGuardTest {
    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final Outcome FORBIDDEN = new Outcome.Failed(
            "hooks.example has a private or reserved address, and alert.allow-private-addresses is off",
            Optional.empty());

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final FakeMessenger listener = new FakeMessenger(vertx, WebhookFormat.STANDARD, SECRET);
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends to {@code hooks.example}, whose addresses are these. */
    private Outcome send(boolean allowPrivate, String... addresses) {
        AddressGuard.Names names = host -> Future.succeededFuture(
                List.of(addresses).stream().map(AddressGuardTest::address).toList());
        return send(new AddressGuard(names, allowPrivate), listener.webhook("http", "hooks.example"));
    }

    private Outcome send(AddressGuard guard, URI webhook) {
        return send(guard, webhook, new HttpClientOptions());
    }

    private Outcome send(AddressGuard guard, URI webhook, HttpClientOptions options) {
        Receiver receiver = new Receiver(webhook, WebhookFormat.STANDARD, SECRET, false);
        return Await.result(Await.on(
                context,
                () -> new WebhookSender(vertx, guard, guard, new ReceiverCheck(true), options, Duration.ofMinutes(2))
                        .send(receiver, List.of(Firings.firing("")))));
    }

    /** A guard whose resolver gives these addresses in turn, and that allows only some. */
    private AddressGuard changing(Predicate<InetAddress> allowed, String... answers) {
        return new AddressGuard(
                host -> {
                    asked.add(host);
                    return Future.succeededFuture(List.of(address(answers[asked.size() - 1])));
                },
                allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::",
                "fe80::1",
                "fd00::1"
            })
    void aNameOfAPrivateAddressIsNotCalled(String address) {
        assertThat(send(false, address)).isEqualTo(FORBIDDEN);
        assertThat(listener.connections()).isZero();
    }

    @Test
    void onePrivateAddressForbidsAll() {
        for (String last : List.of("127.0.0.1", "::1", "10.0.0.1")) {
            AddressGuard guard =
                    new AddressGuard(host -> Future.succeededFuture(List.of(address("8.8.8.8"), address(last))), false);
            assertThat(guard.addresses("hooks.example").cause())
                    .isInstanceOf(AddressGuard.ForbiddenAddressException.class);
        }
    }

    @Test
    void publicAddressesAreAllowed() {
        List<InetAddress> all = List.of(address("8.8.8.8"), address("2606:4700::1111"));
        AddressGuard guard = new AddressGuard(host -> Future.succeededFuture(all), false);
        assertThat(guard.addresses("hooks.example").result()).isEqualTo(all);
        assertThat(guard.addresses("[2606:4700::1111]").result()).containsExactly(all.get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"})
    void aLiteralIsNotCalled(String host) {
        // With the resolver of the system, which reads all of these forms.
        AddressGuard guard = new AddressGuard(
                name -> {
                    try {
                        return Future.succeededFuture(List.of(InetAddress.getAllByName(name)));
                    } catch (UnknownHostException e) {
                        return Future.failedFuture(e);
                    }
                },
                false);
        assertThat(send(guard, listener.webhook("http", host)))
                .isInstanceOfAny(Outcome.Failed.class, Outcome.Refused.class);
        assertThat(listener.connections()).isZero();
    }

    @Test
    void aNameThatChangesAfterTheCheckIsCalledAtTheCheckedAddress() {
        FakeMessenger other =
                new FakeMessenger(vertx, WebhookFormat.STANDARD, SECRET, "127.0.0.2", new HttpServerOptions());
        AddressGuard guard = changing(address("127.0.0.2")::equals, "127.0.0.2", "127.0.0.1");
        URI webhook = other.webhook("http", "hooks.example");
        assertThat(send(guard, webhook)).isInstanceOf(Outcome.Delivered.class);
        assertThat(asked).containsExactly("hooks.example");
        assertThat(other.messages().get(0).headers()).containsEntry("Host", "hooks.example:" + other.port());

        // The next attempt resolves and checks anew.
        assertThat(send(guard, webhook)).isEqualTo(FORBIDDEN);
        assertThat(asked).hasSize(2);
        assertThat(other.connections()).isEqualTo(1);
    }

    @Test
    void aPrivateAddressIsCalledWhereItIsAllowed() {
        assertThat(send(true, "127.0.0.1")).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aNameIsLookedUpByTheResolverOfTheSystem() {
        Receiver receiver = new Receiver(listener.webhook("http", "localhost"), WebhookFormat.STANDARD, SECRET, false);
        assertThat(Await.result(Await.on(
                        context,
                        () -> new WebhookSender(vertx, new SystemResolver(vertx), true)
                                .send(receiver, List.of(Firings.firing(""))))))
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void theNextAddressIsTriedWhenTheFirstAcceptsNoConnection() {
        assertThat(send(true, "127.0.0.3", "127.0.0.1")).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aLiteralOfIpv6IsCalledWithoutItsBrackets() {
        FakeMessenger other = new FakeMessenger(vertx, WebhookFormat.STANDARD, SECRET, "::1", new HttpServerOptions());
        assertThat(send(
                        new AddressGuard(host -> Future.failedFuture(new UnknownHostException(host)), true),
                        other.webhook("http", "[::1]")))
                .isInstanceOf(Outcome.Delivered.class);
        assertThat(other.messages().get(0).headers()).containsEntry("Host", "[::1]:" + other.port());
    }

    @Test
    void theCertificateMustBeOfTheNameAndOfATrustedAuthority(@TempDir Path directory) {
        Authority authority = new Authority(directory);
        Map<String, String> files = authority.settings("hooks.example");
        FakeMessenger tls = new FakeMessenger(
                vertx,
                WebhookFormat.STANDARD,
                SECRET,
                "127.0.0.1",
                new HttpServerOptions()
                        .setSsl(true)
                        .setSni(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(files.get("TICKCAST_CLUSTER_TLS_CERT"))
                                .addKeyPath(files.get("TICKCAST_CLUSTER_TLS_KEY"))));
        AddressGuard guard = new AddressGuard(host -> Future.succeededFuture(List.of(address("127.0.0.1"))), true);
        PemTrustOptions trust =
                new PemTrustOptions().addCertPath(authority.certificate().toString());

        HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(trust);
        assertThat(send(guard, tls.webhook("https", "hooks.example"), trusting)).isInstanceOf(Outcome.Delivered.class);
        assertThat(tls.names()).containsExactly("hooks.example");

        assertThat(send(guard, tls.webhook("https", "other.example"), trusting))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.text()).startsWith("TLS: ").contains("other.example"));
        assertThat(send(guard, tls.webhook("https", "hooks.example")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.text()).startsWith("TLS: "));
        assertThat(tls.taken()).hasSize(1);
    }
}
