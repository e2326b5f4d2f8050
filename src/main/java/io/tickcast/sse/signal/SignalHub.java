package io.tickcast.sse.signal;

import io.tickcast.config.Settings;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.market.Signal;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.StreamAdmission;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.tickcast.sse.wire.StreamConnection;
import io.tickcast.sse.wire.StreamOpening;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of one event loop: keeps those of the last while and gives them to the streams that asked. Use it on its
 * event loop only.
 */
public final class SignalHub {
    private static final Logger LOG = LoggerFactory.getLogger(SignalHub.class);
    private static final int MAX_KEPT = 10_000;
    private static final long MAX_BYTES = 16 * 1024 * 1024;
    private static final int BYTES_PER_PIECE = 262_144;
    private static final long CHECK_EVERY_MILLIS = 1_000;

    private final Settings.Stream settings;
    private final StreamAdmission admission;
    private final NodeClock clock;
    private final StreamStats stats;
    private final SignalReplayLog log;
    private final SignalStreams streams;
    private final SignalListeners listeners;
    private long heard;
    private final MalformedMessageLog malformed = new MalformedMessageLog(LOG, "signal on the event bus");

    /**
     * @param demo   whether heartbeats are to say that no price is real
     * @param clocks tolerated difference between the clocks of two nodes; zero for a single node
     */
    public SignalHub(
            Vertx vertx,
            CooperativeScheduler cooperative,
            Frames frames,
            Settings.Stream settings,
            StreamAdmission admission,
            StreamStats stats,
            boolean demo,
            Duration clocks,
            NodeClock clock) {
        this.clock = clock;
        this.settings = settings;
        this.admission = admission;
        this.stats = stats;
        // A cursor is as old as the last heartbeat when its client breaks off.
        log = new SignalReplayLog(
                settings.replay().period().plus(settings.heartbeat()).toMillis() + SignalReplayLog.ON_THE_WAY_MILLIS,
                MAX_KEPT,
                MAX_BYTES,
                clocks.toMillis(),
                now(),
                clock::era);
        streams = new SignalStreams(
                cooperative,
                frames,
                log,
                stats,
                settings.delivery().slowTimeout(),
                demo,
                this::now,
                stream -> close(stream, CloseReason.SLOW));
        listeners = new SignalListeners(cooperative, frames, log, stats.signals());
        vertx.setPeriodic(settings.heartbeat().toMillis(), timer -> streams.heartbeat());
        vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> {
            log.expire(now());
            streams.cutLate(System.nanoTime());
            listeners.giveLate();
        });
    }

    private long now() {
        return clock.millis();
    }

    /** The clock has moved. */
    public void startAnew() {
        log.startAnew(now());
    }

    public SignalListeners listeners() {
        return listeners;
    }

    /** A signal from the bus. */
    public void hear(Signal signal) {
        heard++;
        log.append(signal, now());
        streams.arrived();
        listeners.arrived();
    }

    /** A message on the bus that is no signal. */
    public void drop(String why) {
        malformed.add(why);
    }

    /**
     * Greets a client and gives it what it missed, or else the newest signal of each name that is still kept; and from
     * then on all that it asked for. A new client gets no alert of the past.
     *
     * @param request     request with a response that has its headers set and nothing written
     * @param greeting    data of the event {@code connected}
     * @param lastEventId id of the last event of the client; empty when it is new
     * @param lease       its expiry, and the action for its end
     */
    public void open(
            HttpServerRequest request,
            SignalNames names,
            Encoding encoding,
            Map<String, ?> greeting,
            Optional<String> lastEventId,
            StreamLease lease) {
        Buffer head = Sse.retry(settings.retry().toMillis());
        StreamConnection connection = admission.connect(request, encoding);
        if (admission.admit(connection, head, lease)) {
            SignalStream stream = new SignalStream(connection, names, encoding);
            connection.onWritable(() -> streams.takesAgain(stream));
            connection.onClose(() -> close(stream, CloseReason.CLIENT));
            admission.limit(stream, lease, (cause, last) -> end(stream, cause, last));
            stats.signals().streams(1);
            log.expire(now());
            StreamOpening opening = new StreamOpening(head).event(Sse.event("connected", greeting));
            lastEventId
                    .flatMap(id -> log.resumable(id, now()))
                    .ifPresentOrElse(
                            at -> {
                                stream.cameFrom = Optional.of(log.id(at));
                                stream.position = log.resumeFrom(at);
                                stats.resumed();
                            },
                            () -> {
                                lastEventId.ifPresent(id -> opening.event(streams.resetEvent()));
                                stream.startAnew(log);
                                boolean isNew =
                                        lastEventId.isEmpty() && names.alerts().isPresent();
                                if (isNew || !stream.hasMore(log)) {
                                    stream.skip(log);
                                    opening.reached(log.reached(now()));
                                }
                            });
            connection.begin(opening.bytes());
            streams.add(stream);
        }
    }

    private void close(SignalStream stream, CloseReason cause) {
        if (!stream.isClosed()) {
            stream.close();
            streams.remove(stream);
            stats.signals().streams(-1);
            admission.left(stream, stream.connection(), cause);
        }
    }

    /** Actions that end each open stream, with another time to come back. */
    public List<Runnable> ends() {
        return streams.all().stream().<Runnable>map(stream -> () -> end(stream)).toList();
    }

    private void end(SignalStream stream) {
        if (!stream.isClosed()) {
            CloseReason cause = admission.isShut() ? CloseReason.AWAY : CloseReason.DRAIN;
            close(stream, cause);
            stream.connection().end(Sse.farewell(settings.retry().toMillis()), cause);
        }
    }

    private void end(SignalStream stream, CloseReason cause, Buffer last) {
        if (!stream.isClosed()) {
            close(stream, cause);
            stream.connection().end(Sse.retry(settings.retry().toMillis()).appendBuffer(last), cause);
        }
    }

    /** Signals may have passed this node by until now. */
    public void lost() {
        log.lost(now() + 1);
    }

    /**
     * A piece of what this hub has kept.
     *
     * @param from 0 for the first piece, then {@link HistoryPage#next} of the last one
     */
    public HistoryPage<Signal> past(long from) {
        log.expire(now());
        List<Signal> piece = new ArrayList<>();
        long position = Math.max(from, log.tail());
        for (int bytes = 0; position < log.head() && bytes < BYTES_PER_PIECE; position++) {
            piece.add(log.at(position).signal());
            bytes += log.at(position).heapBytes();
        }
        return new HistoryPage<>(piece, log.coveredFrom(), position, position == log.head());
    }

    /**
     * Merges the log of another node, given in the order of arrival there; open streams get the signals that are new
     * here.
     */
    public void catchUp(List<Signal> past, long coversFrom) {
        SignalReplayLog.Moved moved = log.merge(past, coversFrom, now());
        streams.moved(moved);
        listeners.moved(moved);
    }

    public SignalState state() {
        log.expire(now());
        return log.state(heard, malformed.count());
    }
}
