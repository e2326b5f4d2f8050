package io.tickcast.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AddressRaceTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger open = new AtomicInteger();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** Listens on this address; the port. */
    private int listen(String host, int port) {
        NetServer server = vertx.createNetServer().connectHandler(socket -> {
            open.incrementAndGet();
            socket.closeHandler(v -> open.decrementAndGet());
        });
        return Await.result(server.listen(port, host)).actualPort();
    }

    /** Resolves a name that has these addresses. */
    private InetSocketAddress resolve(int port, String... addresses) throws Exception {
        InetAddress[] all = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            all[i] = InetAddress.getByName(addresses[i]);
        }
        VertxInternal internal = (VertxInternal) vertx;
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        try (ResolverGroup group = new ResolverGroup(
                new Lookups("name-lookup", 8, host -> all, TimeUnit.MINUTES.toMillis(1)),
                internal.transport().channelFactory(false))) {
            return group.getResolver(loop)
                    .resolve(InetSocketAddress.createUnresolved("name", port))
                    .get();
        }
    }

    @Test
    void theFirstAddressThatAnswersIsTakenAndTheTrialsAreClosed() throws Exception {
        int port = listen("127.0.0.1", 0);
        listen("127.0.0.3", port);
        assertThat(resolve(port, "127.0.0.2", "127.0.0.1", "127.0.0.3")
                        .getAddress()
                        .getHostAddress())
                .isEqualTo("127.0.0.1");
        Await.until("the trials are closed", () -> open.get() == 0);
    }

    @Test
    void anAddressThatSwallowsEverythingHoldsUpTheNextForAMomentOnly() throws Exception {
        int port = listen("127.0.0.1", 0);
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2"))) {
            while (connects(deaf, waiting)) {
                assertThat(waiting).as("sooner or later no more fit").hasSizeLessThan(100);
            }
            assertThat(resolve(port, "127.0.0.2", "127.0.0.1").getAddress().getHostAddress())
                    .isEqualTo("127.0.0.1");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static boolean connects(ServerSocket deaf, List<Socket> waiting) throws IOException {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(deaf.getLocalSocketAddress(), 300);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void aNameOfWhichNoAddressAnswersFailsAsAnAddressDoes() {
        int port = listen("127.0.0.1", 0);
        assertThatThrownBy(() -> resolve(port, "127.0.0.2", "127.0.0.3"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void aSingleAddressIsNotTried() throws Exception {
        int port = listen("127.0.0.1", 0);
        assertThat(resolve(port, "127.0.0.1").getPort()).isEqualTo(port);
        assertThat(open).hasValue(0);
    }
}
