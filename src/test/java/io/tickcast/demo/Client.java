package io.tickcast.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.net.URI;

/** A WebSocket client as any program would write it, which answers pings by itself. */
final class Client {
    private static final int LARGEST = 4 * 1024 * 1024;

    private final EventLog<String> texts = new EventLog<>();
    private final EventLog<WebSocketFrame> frames = new EventLog<>();
    private final EventLog<Throwable> failures = new EventLog<>();
    private final Promise<Integer> closed = Promise.promise();
    /** A field, since Vert.x closes an unreferenced client and its connections at the next garbage collection. */
    private final WebSocketClient client;

    private final WebSocket socket;

    private Client(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.textMessageHandler(texts::add);
        socket.frameHandler(frames::add);
        socket.exceptionHandler(failures::add);
        socket.closeHandler(v -> closed.complete((int) socket.closeStatusCode()));
    }

    static Future<Client> connect(Vertx vertx, URI endpoint, String target) {
        WebSocketClient client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(LARGEST).setMaxMessageSize(LARGEST));
        // Handlers must be there before the first frame, so they are set where the connection is made.
        return client.connect(new WebSocketConnectOptions()
                        .setHost(endpoint.getHost())
                        .setPort(endpoint.getPort())
                        .setURI(target))
                .map(socket -> new Client(client, socket));
    }

    /** Makes the client deaf to pings, so that it sends no pongs. */
    Client withoutPongs() {
        return onPing(() -> {});
    }

    /** Makes the client answer every ping with this payload instead of the ping's. */
    Client withPongs(String payload) {
        return onPing(() -> socket.writePong(Buffer.buffer(payload)));
    }

    private Client onPing(Runnable action) {
        ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
        context.pipeline().addBefore(context.name(), "pings", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof PingWebSocketFrame) {
                    ReferenceCountUtil.release(message);
                    action.run();
                } else {
                    ctx.fireChannelRead(message);
                }
            }
        });
        return this;
    }

    /** While false, what the server sends stays with the kernel. */
    void reads(boolean reads) {
        ((WebSocketInternal) socket).channelHandlerContext().channel().config().setAutoRead(reads);
    }

    Future<Void> send(String text) {
        return socket.writeTextMessage(text);
    }

    Future<Void> pong(String payload) {
        return socket.writePong(Buffer.buffer(payload));
    }

    Future<Void> ping(String payload) {
        return socket.writePing(Buffer.buffer(payload));
    }

    Future<Void> close() {
        return socket.close((short) 1000).compose(closed -> client.close());
    }

    /** Sends a message and gives the next text. */
    Future<String> ask(String text) {
        return send(text).compose(sent -> texts.next());
    }

    EventLog<String> texts() {
        return texts;
    }

    EventLog<WebSocketFrame> frames() {
        return frames;
    }

    EventLog<Throwable> failures() {
        return failures;
    }

    /** The code of the close frame; 1006 without one. */
    Future<Integer> closed() {
        return closed.future();
    }

    String closeReason() {
        return socket.closeReason();
    }
}
