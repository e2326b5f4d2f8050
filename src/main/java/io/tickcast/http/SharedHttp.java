package io.tickcast.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tickcast.access.Authenticator;
import io.tickcast.alert.Alerts;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.config.Settings;
import io.tickcast.history.CandleQueries;
import io.tickcast.http.connection.InboundLimits;
import io.tickcast.liveness.Liveness;
import io.tickcast.log.Output;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.metrics.Meters;
import io.tickcast.names.SystemResolver;
import io.tickcast.net.LongAnswers;
import io.tickcast.net.OpenFiles;
import io.tickcast.publish.Publishing;
import io.tickcast.relay.Relay;
import io.tickcast.rest.RestClients;
import io.tickcast.sse.stats.StreamStats;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The objects that all event loops of a node's HTTP server share. All are thread-safe.
 *
 * @param access             empty: everyone may read
 * @param relay              empty: nothing is relayed
 * @param watchesCertificate whether an event loop looks whether the files of the certificate change
 */
public record SharedHttp(
        StreamStats stats,
        WebFiles webFiles,
        OpenFiles openFiles,
        InboundLimits inboundLimits,
        LongAnswers longAnswers,
        Metrics metrics,
        Optional<Authenticator> access,
        Liveness liveness,
        SystemResolver names,
        RestClients rest,
        Optional<Relay> relay,
        Publishing publishing,
        Optional<CandleQueries> candles,
        Optional<Alerts> alerts,
        AtomicBoolean watchesCertificate) {

    /**
     * @param relay    empty: nothing is relayed
     * @param candles  empty: none are kept
     * @param alerts   empty: there are none
     * @param registry takes the meters of all of them
     */
    public static SharedHttp of(
            Vertx vertx,
            Settings settings,
            WebFiles webFiles,
            Liveness liveness,
            SystemResolver names,
            RestClients rest,
            Optional<Relay> relay,
            Optional<CandleQueries> candles,
            Optional<Alerts> alerts,
            PrometheusMeterRegistry registry) {
        StreamStats stats = new StreamStats(settings.stream().limits().connections(), registry);
        OpenFiles openFiles = OpenFiles.ofThisProcess();
        LongAnswers longAnswers = new LongAnswers(vertx);
        Settings.Jwt jwt = settings.auth().jwt();
        Optional<Authenticator> access =
                jwt.enabled() ? Optional.of(Authenticator.reading(vertx, jwt)) : Optional.empty();
        access.ifPresent(authenticator -> authenticator.meters().bindTo(registry));
        names.meters().bindTo(registry);
        rest.bindTo(registry);
        relay.ifPresent(own -> own.meters().bindTo(registry));
        Publishing publishing = new Publishing(settings.feed().published());
        publishing.meters().bindTo(registry);
        Output.meters().bindTo(registry);
        candles.ifPresent(kept -> kept.meters().bindTo(registry));
        alerts.ifPresent(all -> all.meters().forEach(meters -> meters.bindTo(registry)));
        return new SharedHttp(
                stats,
                webFiles,
                openFiles,
                InboundLimits.of(settings, openFiles, longAnswers, registry),
                longAnswers,
                new Metrics(vertx, registry, liveness, longAnswers),
                access,
                liveness,
                names,
                rest,
                relay,
                publishing,
                candles,
                alerts,
                new AtomicBoolean());
    }

    /** Registers the meters of who the node is; to be called once. */
    public void bindNode(NodeInfo node, PrimaryExchange primary, Optional<PeerTracker> peers) {
        Meters meters = new Meters();
        meters.gauge("tickcast_node", () -> 1)
                .label("node", ReportRows.label(node.name()))
                .label("version", ReportRows.label(node.version()))
                .label("demo", Boolean.toString(node.demo()))
                .help("Name and version of the node, and whether it is a demo; always 1");
        meters.gauge("tickcast_symbols", () -> primary.symbols().size()).help("Symbols in the settings");
        meters.bindTo(metrics.registry());
        peers.ifPresent(others -> others.meters().bindTo(metrics.registry()));
    }
}
