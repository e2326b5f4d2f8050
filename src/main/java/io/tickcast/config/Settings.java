package io.tickcast.config;

import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of a node, valid by construction of {@link SettingsReader}. Each component is the key of the same name
 * in kebab-case; {@code conf/tickcast.yaml} documents every key with its unit and default.
 */
public record Settings(
        Node node,
        Http http,
        List<String> symbols,
        Feed feed,
        Relay relay,
        Cache cache,
        History history,
        Storage storage,
        Stream stream,
        Cluster cluster,
        VerticlesSettings verticles,
        Admin admin,
        Auth auth,
        Alerts alert,
        Log log,
        Drain drain) {

    /** The retention of candles that are never deleted. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    /** @param name name of this node in status and streams; never blank */
    public record Node(String name) {}

    /**
     * @param corsOrigins  sites whose pages may read the prices; {@code *} is every site
     * @param frameOrigins sites whose pages may frame the embeds, besides this server's; {@code *} is every site
     */
    public record Http(
            Listen listen,
            List<String> corsOrigins,
            List<String> frameOrigins,
            Protocols protocols,
            Proxies proxies,
            Http.Timeouts timeouts,
            Bounds bounds) {

        /**
         * @param port      0 lets the system choose
         * @param reusePort whether other nodes of this machine may listen on the same port
         */
        public record Listen(String host, int port, boolean reusePort) {}

        /**
         * @param tls               empty: plain HTTP
         * @param http2             whether HTTP/2 is spoken over TLS
         * @param h2c               whether HTTP/2 is spoken without TLS
         * @param concurrentStreams requests that one connection of HTTP/2 may have open at once
         */
        public record Protocols(Optional<ServerTls> tls, boolean http2, boolean h2c, int concurrentStreams) {}

        /**
         * @param trusted proxies that may name the client
         * @param header  the header in which they do
         */
        public record Proxies(List<Network> trusted, ForwardedHeader header) {}

        /**
         * @param head  time limit for the TLS handshake, the head of a request, and its body, each
         * @param write time for which a client may take nothing of an answer that is no stream
         */
        public record Timeouts(Duration head, Duration write) {}

        /**
         * Bounds of input, and of output that waits for clients that do not read.
         *
         * @param connections at once
         * @param perAddress  connections of one address; 0: as many as there are
         * @param url         bytes
         * @param headers     bytes of all of them
         * @param body        bytes
         * @param ticksBody   bytes of a body of prices
         * @param unsent      bytes that wait for clients, of all connections; 0: by the memory that there is
         */
        public record Bounds(
                int connections, int perAddress, int url, int headers, int body, int ticksBody, int unsent) {}
    }

    /** The header in which a proxy says for whom it speaks. */
    public enum ForwardedHeader {
        X_FORWARDED_FOR,
        FORWARDED
    }

    /** PEM files: the certificate that clients are shown, with its chain, and its key. */
    public record ServerTls(Path cert, Path key) {}

    /**
     * The settings that all feeds share.
     *
     * @param lines      number of nodes of a cluster that feed on an exchange at a time
     * @param renewAfter age at which a connection is replaced by a new one
     * @param symbolsInterval time between two look-ups of what an exchange lists
     * @param exchanges  the first one is the primary; never empty
     * @param published  sources of prices that are posted to this node
     */
    public record Feed(
            boolean enabled,
            int lines,
            Optional<Proxy> proxy,
            Feed.Timeouts timeouts,
            Backoff backoff,
            Duration renewAfter,
            Duration symbolsInterval,
            List<Exchange> exchanges,
            Published published) {

        /** The exchange of requests that name none. */
        public Exchange primary() {
            return exchanges.get(0);
        }

        /** The same settings for these exchanges, without a proxy. */
        Feed of(List<Exchange> others) {
            return new Feed(
                    enabled,
                    lines,
                    Optional.empty(),
                    timeouts,
                    backoff,
                    renewAfter,
                    symbolsInterval,
                    others,
                    published);
        }

        /** The same settings with the time limits of this exchange. */
        public Feed of(Exchange exchange) {
            return new Feed(
                    enabled,
                    lines,
                    proxy,
                    timeouts.withStale(exchange.stale),
                    backoff,
                    renewAfter,
                    symbolsInterval,
                    exchanges,
                    published);
        }

        /**
         * @param connect    for all of it: look-ups, connection, TLS and handshake
         * @param readIdle   without a frame, after which a connection is cut
         * @param firstFrame for a symbol's first tick
         * @param stale      without news, after which the feed counts as stale
         * @param data       without news, after which a connection is given up
         */
        public record Timeouts(
                Duration connect, Duration readIdle, Duration firstFrame, Duration stale, Duration data) {
            private Timeouts withStale(Duration time) {
                return new Timeouts(connect, readIdle, firstFrame, time, data);
            }
        }

        /** Waiting times between two attempts to connect. */
        public record Backoff(Duration min, Duration max) {}
    }

    /**
     * @param name      as in {@code feed.exchanges}
     * @param endpoints WebSocket bases, tried in turn; never empty
     * @param rest      REST bases, tried in turn; empty leaves the symbols unchecked
     * @param symbols   symbols that are fed from it; empty: all of the settings' symbols that it lists
     * @param stale     time without new prices after which its feed counts as stale
     * @param aliases   a symbol that clients may still ask for, and the symbol that replaced it at the exchange
     * @param subscriptionsPerConnection of the exchange's channels; each symbol takes one of each
     * @param channels  channels of its symbols; empty when there is no choice
     */
    public record Exchange(
            String name,
            List<URI> endpoints,
            List<URI> rest,
            List<String> symbols,
            Duration stale,
            Map<String, String> aliases,
            int subscriptionsPerConnection,
            Set<Channel> channels) {

        /** The symbol that the exchange has for this one. */
        public String resolve(String symbol) {
            return aliases.getOrDefault(symbol, symbol);
        }

        /** Its own symbols, or else these, in its spelling, each once. */
        public List<String> resolve(List<String> all) {
            return (symbols.isEmpty() ? all : symbols)
                    .stream().map(this::resolve).distinct().toList();
        }

        /** The same exchange at another place. */
        public Exchange at(URI endpoint, URI restBase) {
            return new Exchange(
                    name,
                    List.of(endpoint),
                    List.of(restBase),
                    symbols,
                    stale,
                    aliases,
                    subscriptionsPerConnection,
                    channels);
        }
    }

    /** Kind of data that an exchange sends for a symbol. */
    public enum Channel {
        /** Figures of 24 h. */
        TICKER,
        /** Each trade. */
        TRADE,
        /** Each change of the best bid and ask. */
        BOOK
    }

    /**
     * Prices that are posted to this node.
     *
     * @param sources    sources that may be posted, without repeats; none is called as an exchange is
     * @param maxSymbols symbols that a source may have
     */
    public record Published(List<Source> sources, int maxSymbols) {
        /** The names of the sources. */
        public List<String> names() {
            return sources.stream().map(Source::name).toList();
        }
    }

    /**
     * A source of posted prices.
     *
     * @param stale time without new prices after which it counts as stale
     */
    public record Source(String name, Duration stale) {}

    /** A proxy towards the exchanges; {@code user} and {@code password} are empty when it asks for none. */
    public record Proxy(Type type, String host, int port, String user, String password) {
        public enum Type {
            HTTP,
            SOCKS5
        }
    }

    /**
     * The relay of an exchange's own protocol.
     *
     * @param exchange   the exchange that is relayed, whether or not a feed is on it
     * @param maxStreams of all clients of the node, each counted once
     */
    public record Relay(boolean enabled, Exchange exchange, int maxStreams) {
        /** The same for the exchange at another place. */
        public Relay at(Exchange other) {
            return new Relay(enabled, other, maxStreams);
        }
    }

    public record Cache(Store store, Duration ttl, Duration flushInterval, Redis redis) {
        public enum Store {
            MEMORY,
            REDIS
        }
    }

    /**
     * {@code user} and {@code password} are empty when Redis asks for none.
     *
     * @param tls empty: plain TCP
     */
    public record Redis(
            String host,
            int port,
            String user,
            String password,
            int database,
            Duration timeout,
            Optional<RedisTls> tls) {}

    /**
     * PEM files.
     *
     * @param ca  the authorities whose certificates Redis may show; empty: those of the JVM
     * @param own certificate for a Redis that requires one
     */
    public record RedisTls(Optional<Path> ca, Optional<ServerTls> own) {}

    /**
     * The candles that are kept.
     *
     * @param enabled   whether any are
     * @param backfill  age up to which candles of an interval are fetched from the exchange; each interval has one
     * @param retention age from which candles of an interval are deleted, or {@link #FOREVER}; each interval has one
     */
    public record History(boolean enabled, Map<Interval, Duration> backfill, Map<Interval, Duration> retention) {}

    /**
     * The database of the candles; {@code user} and {@code password} are empty when it asks for none.
     *
     * @param timeout for connecting, and for each answer
     * @param maxSize bytes beyond which the oldest candles are deleted
     */
    public record Storage(StorageUrl url, String user, String password, Duration timeout, long maxSize) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Storage[" + url.shown() + ']';
        }
    }

    /**
     * @param fields   names of the fields of a price event that asks for none
     * @param interval at most one update per symbol in this time, for a stream that asks for no other; zero: every tick
     * @param retry    mean of the random {@code retry:} that each stream is given
     */
    public record Stream(
            Duration heartbeat,
            List<String> fields,
            Duration interval,
            Duration retry,
            Delivery delivery,
            Replay replay,
            Limits limits) {

        /**
         * @param sendBuffer  bytes of the send buffer in the kernel of a stream's connection
         * @param flushWindow least time between two flushes; empty: it sets itself
         * @param slowTimeout for which a client may take nothing
         * @param overloadAfter for which a price may wait for its flush beyond the flush window
         * @param direct      whether frames may go in behind the HTTP encoder
         * @param compression whether streams are compressed for clients that allow it
         */
        public record Delivery(
                int sendBuffer,
                Optional<Duration> flushWindow,
                Duration slowTimeout,
                Duration overloadAfter,
                boolean direct,
                boolean compression) {}

        /**
         * Ticks that are kept for clients that come back.
         *
         * @param period time for which they are kept
         * @param ticks  limit of their number, for each event loop
         * @param bytes  limit of their heap, for each event loop
         */
        public record Replay(Duration period, int ticks, int bytes) {}

        /**
         * @param connections streams that are open at once
         * @param perAddress  streams of one address; 0: as many as there are
         * @param openRate    streams that may be opened within a second; 0: as many as come
         * @param maxAge      after which a stream ends, a fifth more or less; zero: never
         * @param symbols     largest number of symbols that a stream may name
         */
        public record Limits(int connections, int perAddress, int openRate, Duration maxAge, int symbols) {}
    }

    /**
     * Discovery and communication of nodes. The event bus listens on the host; the public host, which is never empty,
     * is announced to other nodes.
     *
     * @param config     the Hazelcast configuration, relative to the working directory
     * @param port       0 lets the system choose
     * @param publicPort 0: the one that the event bus listens on
     * @param busHeartbeat time between two heartbeats on the event bus
     * @param clockTolerance tolerated difference between the clocks of two nodes
     * @param tls        empty: the event bus speaks plain TCP
     */
    public record Cluster(
            boolean enabled,
            Path config,
            String host,
            int port,
            String publicHost,
            int publicPort,
            Duration busHeartbeat,
            Duration clockTolerance,
            Optional<Tls> tls) {}

    /** PEM files: this node's certificate with its chain, its key, and the authorities whose certificates are nodes. */
    public record Tls(Path cert, Path key, Path ca) {}

    public record Log(Format format) {
        public enum Format {
            TEXT,
            JSON
        }
    }

    /** @param token of admin calls that do not come from loopback; empty forbids those */
    public record Admin(String token) {}

    /** Access control. */
    public record Auth(Jwt jwt) {}

    /**
     * The tokens that streams and prices ask for.
     *
     * @param enabled      whether they ask for one; then there are an issuer, audiences, and either a URL or a file
     * @param audiences    of which a token must name one
     * @param jwks         URL that the keys are fetched from
     * @param keyFile      file that the keys are read from: PEM or JWKS, relative to the working directory
     * @param algorithms   algorithms that a token may be signed with
     * @param cookie       the cookie that may hold a token; empty: none
     * @param symbolsClaim the claim that lists the symbols that a token is for
     * @param signalsClaim the claim that lists the signals that a token is for
     * @param publishClaim the claim that lists the prices that a token may publish
     * @param leeway       tolerated difference between the clock of the issuer and that of this node
     */
    public record Jwt(
            boolean enabled,
            String issuer,
            List<String> audiences,
            Optional<URI> jwks,
            Optional<Path> keyFile,
            List<String> algorithms,
            String cookie,
            String symbolsClaim,
            String signalsClaim,
            String publishClaim,
            Duration leeway) {}

    /**
     * Rules that tell of prices.
     *
     * @param maxPerOwner  rules that an owner may have
     * @param hysteresis   percent of its level by which a price must leave it before a rule that repeats is armed again
     * @param retry        pauses before each attempt to tell a receiver, the first one included
     * @param retention    age from which the log of deliveries is deleted
     * @param allowPrivate whether receivers may be at private addresses, and without TLS
     */
    public record Alerts(
            boolean enabled,
            int maxPerOwner,
            BigDecimal hysteresis,
            List<Duration> retry,
            Duration retention,
            boolean allowPrivate) {}

    /** @param timeout time limit for ending the streams of a node that was asked to stop */
    public record Drain(Duration timeout) {}

    /** The same settings with other exchanges, without a proxy; the demo feeds a node this way. */
    public Settings fedBy(List<Exchange> exchanges, Exchange relayed) {
        return new Settings(
                node,
                http,
                symbols,
                feed.of(exchanges),
                relay.at(relayed),
                cache,
                history,
                storage,
                stream,
                cluster,
                verticles,
                admin,
                auth,
                alert,
                log,
                drain);
    }
}
