package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TcpGateTest {
    private final Vertx vertx = Vertx.vertx();
    private ServerSocket target;
    private TcpGate gate;

    @BeforeEach
    void open() throws IOException {
        target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        gate = Await.result(TcpGate.open(vertx, target.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        Await.result(vertx.close());
        target.close();
    }

    @Test
    void passesBytesBothWays() throws IOException {
        try (Socket near = connect();
                Socket far = target.accept()) {
            near.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');
            far.getOutputStream().write('b');
            assertThat(near.getInputStream().read()).isEqualTo('b');
            assertThat(gate.connections()).isEqualTo(1);
        }
    }

    @Test
    void passesMoreThanItsBuffersHold() throws Exception {
        byte[] much = new byte[8 << 20];
        try (Socket near = connect();
                Socket far = target.accept()) {
            Thread writer = new Thread(() -> {
                try {
                    near.getOutputStream().write(much);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            assertThat(far.getInputStream().readNBytes(much.length)).hasSameSizeAs(much);
            writer.join();
        }
    }

    @Test
    void handsOnTheEndOfAConnection() throws IOException {
        try (Socket near = connect()) {
            target.accept().close();
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void holdsBytesWhileFrozenAndHandsThemOnThawed() throws IOException {
        try (Socket near = connect();
                Socket far = target.accept()) {
            near.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');

            gate.freeze().await();
            near.getOutputStream().write('b');
            assertSilent(far);
            far.getOutputStream().write('c');
            assertSilent(near);

            gate.thaw().await();
            assertThat(far.getInputStream().read()).isEqualTo('b');
            assertThat(near.getInputStream().read()).isEqualTo('c');
        }
    }

    @Test
    void takesNewConnectionsWhileFrozen() throws IOException {
        gate.freeze().await();
        try (Socket near = connect();
                Socket far = target.accept()) {
            near.getOutputStream().write('a');
            assertSilent(far);
            gate.thaw().await();
            assertThat(far.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void resetsBothSides() throws IOException {
        try (Socket near = connect();
                Socket far = target.accept()) {
            near.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');
            gate.reset().await();
            assertReset(near);
            assertReset(far);
        }
    }

    @Test
    void refusesNewConnectionsAndKeepsTheOpenOnes() throws IOException {
        try (Socket first = connect();
                Socket far = target.accept()) {
            gate.refuse().await();
            try (Socket second = connect()) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            first.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');
            gate.allow().await();
            try (Socket third = connect();
                    Socket thirdFar = target.accept()) {
                third.getOutputStream().write('b');
                assertThat(thirdFar.getInputStream().read()).isEqualTo('b');
            }
            assertThat(gate.connections()).isEqualTo(3);
        }
    }

    @Test
    void closesAConnectionWhoseTargetIsAway() throws IOException {
        target.close();
        try (Socket near = connect()) {
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", gate.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void assertSilent(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        socket.setSoTimeout(100);
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    private static void assertReset(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }
}
