package io.tickcast.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class LookupsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final long LONG = TimeUnit.MINUTES.toMillis(1);

    @Test
    void aNameThatHangsIsLookedUpOnceAndHoldsUpNoOther() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Lookups lookups = new Lookups(
                "name-lookup",
                8,
                host -> {
                    if (host.equals("stuck")) {
                        asked.incrementAndGet();
                        await(release);
                    }
                    return new InetAddress[] {LOOPBACK};
                },
                LONG);
        List<CompletableFuture<List<InetAddress>>> waiting =
                List.of(lookups.of("stuck"), lookups.of("stuck"), lookups.of("stuck"));
        assertThat(lookups.of("other").get()).containsExactly(LOOPBACK);
        assertThat(lookups.waiting()).isEqualTo(1);

        release.countDown();
        for (CompletableFuture<List<InetAddress>> one : waiting) {
            assertThat(one.get()).containsExactly(LOOPBACK);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aLookUpThatTakesTooLongFailsAndTheNextTakesItsResult() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Lookups lookups = new Lookups(
                "name-lookup",
                8,
                host -> {
                    asked.incrementAndGet();
                    await(release);
                    return new InetAddress[] {LOOPBACK};
                },
                2_000);
        assertThatThrownBy(lookups.of("slow")::join)
                .hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("slow: its look-up took longer than 2000 ms");
        assertThat(lookups.failed()).isEqualTo(1);
        CompletableFuture<List<InetAddress>> next = lookups.of("slow");
        release.countDown();
        assertThat(next.get()).containsExactly(LOOPBACK);
        assertThat(asked).hasValue(1);
    }

    @Test
    void anErrorOfTheSystemLeavesNoNameWithoutALookUp() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Lookups lookups = new Lookups(
                "name-lookup",
                8,
                host -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new LinkageError("no such library");
                    }
                    return new InetAddress[] {LOOPBACK};
                },
                LONG);
        assertThatThrownBy(lookups.of("new")::join)
                .hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no such library");
        assertThat(lookups.of("new").get()).containsExactly(LOOPBACK);
    }

    @Test
    void eachLookUpAsksAnew() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Lookups lookups = new Lookups(
                "name-lookup",
                8,
                host -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new UnknownHostException(host + ": unknown");
                    }
                    return new InetAddress[] {LOOPBACK};
                },
                LONG);
        assertThatThrownBy(lookups.of("new")::join).hasMessageContaining("new: unknown");
        assertThat(lookups.of("new").get()).containsExactly(LOOPBACK);
        assertThat(lookups.asked()).isEqualTo(2);
    }

    @Test
    void moreNamesThanFitAreRefusedAtOnce() {
        CountDownLatch release = new CountDownLatch(1);
        Lookups lookups = new Lookups(
                "name-lookup",
                8,
                host -> {
                    await(release);
                    return new InetAddress[] {LOOPBACK};
                },
                LONG);
        List<CompletableFuture<List<InetAddress>>> many = new ArrayList<>();
        for (int i = 0; i < 264; i++) {
            many.add(lookups.of("name" + i));
        }
        assertThatThrownBy(lookups.of("one-more")::join).hasMessageContaining("256 other names");
        release.countDown();
        many.forEach(CompletableFuture::join);
        assertThat(lookups.waiting()).isZero();
    }

    @Test
    void aNameAskedForAgainSoonBeginsWithTheNextAddress() {
        Rotation rotation = new Rotation();
        InetSocketAddress a = new InetSocketAddress("127.0.0.1", 1);
        InetSocketAddress b = new InetSocketAddress("127.0.0.2", 1);
        InetSocketAddress c = new InetSocketAddress("127.0.0.3", 1);
        List<InetSocketAddress> system = List.of(a, b, c);
        long minute = TimeUnit.MINUTES.toNanos(1);

        assertThat(rotation.order("name:1", system, 0)).containsExactly(a, b, c);
        rotation.chosen("name:1", a, 0);
        assertThat(rotation.order("name:1", system, minute - 1)).containsExactly(b, c, a);
        assertThat(rotation.order("name:2", system, minute - 1)).containsExactly(a, b, c);
        assertThat(rotation.order("name:1", system, minute)).containsExactly(a, b, c);
        rotation.chosen("name:1", c, minute);
        assertThat(rotation.order("name:1", system, minute + 1)).containsExactly(a, b, c);
        assertThat(rotation.order("name:1", List.of(a, b), minute + 1))
                .as("that address is gone")
                .containsExactly(a, b);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
