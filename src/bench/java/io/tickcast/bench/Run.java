package io.tickcast.bench;

import io.tickcast.demo.BenchExchange;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One server under one load: started, filled with streams, warmed up, measured for a while, ended. */
final class Run implements AutoCloseable {
  private static final int SERVER_CORE = 0;
  static final int CLIENT_CORE = 1;
  private static final Duration START = Duration.ofSeconds(30);

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final double WARM_UP_TICKS = 500;
  private static final int WARM_UP_STREAMS = 200;

  private final Scenario scenario;
  private final Peer peer;
  private final BenchExchange exchange;
  private final List<Process> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<ClientProcess> clients = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private long emptyRss;

  /** @param vertx that the exchange runs on */
  Run(Vertx vertx, Scenario scenario, Peer peer) {
    this.scenario = scenario;
    this.peer = peer;
    exchange = BenchExchange.start(vertx, scenario.symbolNames()).await();
  }

  /** Starts the server and opens all streams. */
  void open() throws IOException, InterruptedException {
    for (int node = 0; node < scenario.nodes(); node++) {
      startServer();
    }
    exchange.tempo(1, true);
    awaitServers();
    if (peer.jvm) {
      warmUp();
    }
    exchange.tempo(0, true);
    collect();
    emptyRss = rss();
    int share = scenario.streams() / scenario.nodes();
    for (int node = 0; node < scenario.nodes(); node++) {
      int first = node * share;
      int streams = node == scenario.nodes() - 1 ? scenario.streams() - first : share;
      clients.add(ClientProcess.start(CLIENT_CORE, scenario, ports.get(node), first, streams));
    }
    for (ClientProcess client : clients) {
      client.awaitReady();
    }
  }

  /** A JVM that has compiled nothing yet is neither as fast nor as large as it will be. */
  private void warmUp() throws IOException, InterruptedException {
    exchange.tempo(WARM_UP_TICKS / scenario.symbols(), scenario.burst());
    List<ClientProcess> few = new ArrayList<>();
    for (int port : ports) {
      few.add(ClientProcess.start(CLIENT_CORE, scenario, port, 0, WARM_UP_STREAMS));
    }
    for (ClientProcess client : few) {
      client.awaitReady();
    }
    Thread.sleep(WARM_UP.toMillis());
    few.forEach(ClientProcess::end);
    Thread.sleep(500);
  }

  private void startServer() throws IOException {
    int port = freePort();
    ports.add(port);
    ProcessBuilder builder = new ProcessBuilder(
        Proc.pinned(SERVER_CORE, peer.command(scenario, port, exchange.endpoint())));
    builder.environment().putAll(peer.environment(scenario, port, exchange.endpoint(), exchange.rest()));
    builder.redirectErrorStream(true).redirectOutput(
        ProcessBuilder.Redirect.to(new File("target", "bench-" + peer.label() + "-" + ports.size() + ".log")));
    Process server = builder.start();
    servers.add(server);
    // Nor does it outlive a benchmark that was interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitServers() throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    for (int port : ports) {
      String path = peer.isTickcast() ? "/health/ready" : "";
      while (!(path.isEmpty() ? listens(port) : get(port, path).isPresent())) {
        if (System.nanoTime() > until) {
          throw new IOException(peer.label() + " did not start within " + START.toSeconds() + " s");
        }
        Thread.sleep(100);
      }
    }
    // A plain server is not asked whether it is fed.
    Thread.sleep(1_500);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<String> get(int port, String path) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(2)).build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return Optional.of(response.body()).filter(body -> response.statusCode() == 200);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Ticks for a while, and then measures for a while. */
  Report measure(double rate, int warmSeconds, int seconds) throws IOException, InterruptedException {
    exchange.tempo(rate, scenario.burst());
    Thread.sleep(warmSeconds * 1_000L);
    long published = exchange.published();
    long frames = written();
    clients.forEach(ClientProcess::startWindow);
    long started = System.nanoTime();
    Proc.Cpu before = Proc.cpu(serverPids());
    Proc.Cpu loadBefore = Proc.cpu(loadPids());
    Thread.sleep(seconds * 1_000L);
    Proc.Cpu cpu = Proc.cpu(serverPids()).minus(before);
    Proc.Cpu load = Proc.cpu(loadPids()).minus(loadBefore);
    double took = (System.nanoTime() - started) / 1e9;
    long ticks = exchange.published() - published;
    frames = written() - frames;
    LoadResult result = new LoadResult();
    clients.forEach(ClientProcess::stopWindow);
    for (ClientProcess client : clients) {
      result.add(client.answer());
    }
    exchange.tempo(0, true);
    return new Report(scenario, peer, result, took, cpu, load.sum() / took, ticks, frames, rssPerStream());
  }

  /** Writes of whole frames so far, when the server counts them. */
  private long written() throws InterruptedException {
    long frames = 0;
    if (peer.isTickcast()) {
      for (int port : ports) {
        frames += get(port, "/api/sse/status").map(body -> new JsonObject(body).getJsonObject("data")
            .getJsonObject("streams").getLong("frames")).orElse(0L);
      }
    }
    return frames;
  }

  private double rssPerStream() throws InterruptedException {
    Thread.sleep(500);
    collect();
    return (double) (rss() - emptyRss) / scenario.streams();
  }

  private void collect() {
    if (peer.jvm) {
      serverPids().forEach(Proc::collect);
    }
  }

  private long rss() {
    return serverPids().stream().mapToLong(Proc::rssKilobytes).sum();
  }

  List<Long> serverPids() {
    return servers.stream().map(Process::pid).toList();
  }

  private List<Long> loadPids() {
    List<Long> pids = new ArrayList<>(clients.stream().map(ClientProcess::pid).toList());
    pids.add(ProcessHandle.current().pid());
    return pids;
  }

  @Override
  public void close() {
    clients.forEach(ClientProcess::end);
    servers.forEach(server -> server.destroyForcibly().onExit().join());
    exchange.close().await();
  }
}
