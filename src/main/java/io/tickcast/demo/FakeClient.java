package io.tickcast.demo;

import io.vertx.core.json.DecodeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client of a {@link FakeExchange}. Belongs to its event loop. */
final class FakeClient {
    private static final Logger LOG = LoggerFactory.getLogger(FakeClient.class);
    private static final short NORMAL = 1000;

    private final Session session;
    private final FakeProtocol protocol;
    private final Quota requests;
    private final Script script;
    private long trafficAt = System.nanoTime();
    private long sentAt = trafficAt;

    /** @param limits limits within which its requests are not lost */
    FakeClient(Session session, FakeProtocol protocol, Limits limits, Script script) {
        this.session = session;
        this.protocol = protocol;
        this.script = script;
        requests = new Quota(limits.messages(), limits.messageWindow());
    }

    /** @return the channels that the client has subscribed with this message */
    List<String> take(String message, Set<String> listed) {
        trafficAt = System.nanoTime();
        if (protocol.tooFast().isPresent() && !requests.admits(trafficAt)) {
            send(protocol.tooFast().get());
            return List.of();
        }
        FakeProtocol.Answer answer;
        try {
            answer = protocol.answer(session.path(), message, listed, channels());
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("No request: {}", message);
            return List.of();
        }
        answer.messages().forEach(this::send);
        if (answer.cut()) {
            session.close(NORMAL, "");
        } else if (!answer.channels().isEmpty() || !answer.left().isEmpty()) {
            session.subscribe(answer.channels());
            session.unsubscribe(answer.left());
            script.subscribed(session);
        }
        return answer.channels();
    }

    /** A client that does not keep up misses messages, so that none of them waits without bound. */
    void send(String message) {
        if (!session.socket().isClosed() && !session.socket().writeQueueFull()) {
            session.send(message);
            sent();
        }
    }

    /** @return whether it was sent */
    boolean push(FakeProtocol.Push push, String message) {
        boolean sent = session.data(push.channel(), message);
        if (sent) {
            sent();
        }
        return sent;
    }

    private void sent() {
        sentAt = System.nanoTime();
        trafficAt = sentAt;
    }

    /** ns since a message in either direction. */
    long idle() {
        return System.nanoTime() - trafficAt;
    }

    /** ns since a message to the client. */
    long quiet() {
        return System.nanoTime() - sentAt;
    }

    Set<String> channels() {
        return new LinkedHashSet<>(session.streams());
    }

    Session session() {
        return session;
    }
}
