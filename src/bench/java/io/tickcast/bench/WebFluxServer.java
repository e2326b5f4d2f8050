package io.tickcast.bench;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServer;

/** Server-Sent Events as Spring's documentation shows them: a hot publisher that all streams subscribe to. */
final class WebFluxServer {
    private final Sinks.Many<ServerSentEvent<String>> events =
            Sinks.many().multicast().directBestEffort();

    private WebFluxServer() {}

    public static void main(String[] args) {
        WebFluxServer server = new WebFluxServer();
        HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(RouterFunctions.route()
                        .GET(Scenario.PRICES, server::open)
                        .POST("/publish", server::publish)
                        .build())))
                .bindNow()
                .onDispose()
                .block();
    }

    private Mono<ServerResponse> open(ServerRequest request) {
        Flux<ServerSentEvent<String>> first =
                Flux.just(ServerSentEvent.<String>builder().comment("").build());
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .body(BodyInserters.fromServerSentEvents(first.concatWith(events.asFlux())));
    }

    private Mono<ServerResponse> publish(ServerRequest request) {
        return request.bodyToMono(String.class)
                .doOnNext(body -> body.lines().forEach(this::emit))
                .then(ServerResponse.noContent().build());
    }

    private void emit(String json) {
        events.tryEmitNext(
                ServerSentEvent.<String>builder().event("price").data(json).build());
    }
}
