package io.tickcast.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SystemResolverTest {
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch release = new CountDownLatch(1);
    private final SystemResolver names = new SystemResolver(vertx, this::addresses);

    @AfterEach
    void close() {
        release.countDown();
        Await.result(vertx.close());
    }

    private InetAddress[] addresses(String host) {
        if (host.startsWith("silent")) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    @Test
    void silentNamesOfUsersHoldUpNoNameOfTheSettings() {
        for (int i = 0; i < 20; i++) {
            names.addressesForUser("silent" + i + ".example");
        }
        assertThat(Await.result(names.address("exchange.example", 443))).isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(names.meters().toJson().getInteger("waiting")).isEqualTo(20);
    }

    @Test
    void silentNamesOfUnprovenHostsHoldUpNoneThatAnswers() {
        for (int i = 0; i < 40; i++) {
            names.addressesForUnproven("silent" + i + ".example");
        }
        assertThat(Await.result(names.addressesForUser("answers.example")))
                .containsExactly(InetAddress.getLoopbackAddress());
        assertThat(names.meters().toJson().getInteger("waiting")).isEqualTo(40);
    }
}
