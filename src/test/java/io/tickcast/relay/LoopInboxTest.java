package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopInboxTest {
    private static final RelayFrame SMALL = frame("1");
    private static final RelayFrame BIG = frame('"' + "x".repeat(1 << 20) + '"');
    private static final int TOO_MANY = (int) (LoopInbox.MAX_BYTES >> 20) + 1;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> events = new ArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static RelayFrame frame(String data) {
        String message = "{\"stream\":\"btcusdt@trade\",\"data\":" + data + '}';
        return RelayFrame.of(message.getBytes(StandardCharsets.UTF_8), false).orElseThrow();
    }

    private LoopInbox inbox(Runnable onFrame) {
        return new LoopInbox(context, new LoopInbox.Receiver() {
            @Override
            public void frame(RelayFrame frame) {
                events.add("frame");
                onFrame.run();
            }

            @Override
            public void overflow() {
                events.add("overflow");
            }
        });
    }

    /** Runs this on the event loop, and then what it has put in. */
    private void run(Runnable action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            action.run();
            context.runOnContext(first -> context.runOnContext(second -> done.complete()));
        });
        Await.result(done.future());
    }

    @Test
    void otherWorkOfTheLoopComesBetween() {
        LoopInbox inbox = inbox(() -> {});
        run(() -> {
            for (int i = 0; i < LoopInbox.MAX_FRAMES + 1; i++) {
                inbox.put(SMALL);
            }
            context.runOnContext(v -> events.add("other"));
        });
        assertThat(events).hasSize(LoopInbox.MAX_FRAMES + 2).endsWith("frame", "other", "frame");
    }

    @Test
    void noFrameFromBehindAHoleComesBeforeTheOverflow() {
        List<LoopInbox> inboxes = new ArrayList<>();
        LoopInbox inbox = inbox(() -> {
            if (events.size() == 1) {
                for (int i = 0; i < TOO_MANY; i++) {
                    inboxes.get(0).put(BIG);
                }
                inboxes.get(0).put(SMALL);
            }
        });
        inboxes.add(inbox);
        run(() -> inbox.put(SMALL));
        assertThat(events).containsExactly("frame", "overflow");
        run(() -> inbox.put(SMALL));
        assertThat(events).containsExactly("frame", "overflow", "frame");
    }

    @Test
    void framesThatWereLostBeforeTheyCameAreAnOverflow() {
        LoopInbox inbox = inbox(() -> {});
        run(() -> {
            inbox.lost();
            inbox.put(SMALL);
        });
        assertThat(events).containsExactly("overflow");
    }
}
