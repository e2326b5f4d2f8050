package io.tickcast.net;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The handlers that Vert.x puts into the pipeline of a server's connection, by the names that it gives them. */
public final class VertxHandlers {
    public static final String DECODER = "httpDecoder";
    public static final String ENCODER = "httpEncoder";
    /** Turns a connection into one of HTTP/2 where its first request asks for it, and is gone after that request. */
    public static final String UPGRADE = "h2c";

    public static final String IDLE = "idle";

    private static final List<String> NAMES = List.of(DECODER, ENCODER, UPGRADE, IDLE);
    private static final Buffer HTTP_1 = Buffer.buffer("GET / HTTP/1.1\r\n\r\n");
    /** The preface, and settings that change nothing. */
    private static final Buffer HTTP_2 =
            Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").appendBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});

    private static final int PATIENCE_SECONDS = 30;

    private VertxHandlers() {}

    /**
     * Opens a connection of each kind on the loopback interface, and looks for the handlers there.
     *
     * @return fails with a {@link MissingHandlerException} when Vert.x no longer has one of them
     */
    public static Future<Void> check(Vertx vertx) {
        return check(vertx, NAMES);
    }

    static Future<Void> check(Vertx vertx, List<String> names) {
        return missing(
                        vertx,
                        HTTP_1,
                        pipeline -> names.stream()
                                .filter(name -> pipeline.get(name) == null)
                                .findFirst())
                .compose(found -> missing(
                        vertx,
                        HTTP_2,
                        pipeline -> pipeline.get(Http2ConnectionHandler.class) == null
                                ? Optional.of(Http2ConnectionHandler.class.getSimpleName())
                                : Optional.empty()));
    }

    private static Future<Void> missing(
            Vertx vertx, Buffer begin, Function<ChannelPipeline, Optional<String>> missing) {
        Promise<Void> looked = Promise.promise();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHttp2ClearTextEnabled(true).setIdleTimeout(PATIENCE_SECONDS))
                .requestHandler(request -> {})
                .connectionHandler(connection -> missing(connection, missing)
                        .ifPresentOrElse(
                                name -> looked.tryFail(new MissingHandlerException(name)), looked::tryComplete));
        NetClient client = vertx.createNetClient();
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return server.listen(0, host)
                .compose(listening -> client.connect(listening.actualPort(), host))
                .compose(socket -> socket.write(begin))
                .compose(sent -> looked.future())
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .eventually(client::close)
                .eventually(server::close);
    }

    private static Optional<String> missing(
            HttpConnection connection, Function<ChannelPipeline, Optional<String>> missing) {
        return connection instanceof ConnectionBase base
                ? missing.apply(base.channel().pipeline())
                : Optional.of(ConnectionBase.class.getSimpleName());
    }
}
