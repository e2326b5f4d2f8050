package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One connection to Redis, with a client of its own: closing that is the one way to be rid of a connection that is
 * stuck, or whose handshake failed. It is a verticle because Vert.x holds what a verticle creates, even when closed,
 * until the verticle is undeployed; a Redis that is away for weeks would fill the memory with closed clients.
 */
final class RedisConnection extends VerticleBase {
  private final Settings.Redis settings;
  private final int maxCommands;
  private final Promise<Void> ended = Promise.promise();
  private io.vertx.redis.client.RedisConnection line;
  private volatile boolean stopped;

  private RedisConnection(Settings.Redis settings, int maxCommands) {
    this.settings = settings;
    this.maxCommands = maxCommands;
  }

  /**
   * A connection that has the database, and whose Redis answers.
   *
   * @param maxCommands most commands that wait for their replies
   */
  static Future<RedisConnection> open(Vertx vertx, Settings.Redis settings, int maxCommands) {
    RedisConnection connection = new RedisConnection(settings, maxCommands);
    return vertx.deployVerticle(connection).map(connection);
  }

  @Override
  public Future<?> start() {
    return address().compose(address -> {
      Redis client = Redis.createClient(vertx, options(address));
      return inTime(client.connect()
          .onSuccess(this::keep)
          .compose(opened -> opened.send(Request.cmd(Command.PING))))
          .onFailure(cause -> client.close());
    });
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.succeededFuture();
  }

  private void keep(io.vertx.redis.client.RedisConnection opened) {
    line = opened;
    opened.exceptionHandler(ended::tryFail);
    opened.endHandler(end -> ended.tryFail(new ClosedChannelException()));
  }

  /** Looked up by the system: the client takes its host from a URI, where a name such as redis_1 is not allowed. */
  private Future<String> address() {
    return inTime(vertx.executeBlocking(() -> InetAddress.getByName(settings.host()).getHostAddress()));
  }

  private RedisOptions options(String address) {
    RedisOptions options = new RedisOptions()
        .setConnectionString(uri(address))
        .setNetClientOptions(new NetClientOptions()
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout(Math.toIntExact(settings.timeout().toMillis())))
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(0)
        .setMaxWaitingHandlers(maxCommands);
    if (!settings.user().isEmpty()) {
      options.setUser(settings.user());
    }
    // A user may have an empty password; without either, the client must not try to authenticate.
    if (!settings.user().isEmpty() || !settings.password().isEmpty()) {
      options.setPassword(settings.password());
    }
    return options;
  }

  private String uri(String address) {
    String host = address.contains(":") ? '[' + address + ']' : address;
    // Database 0 is the one of every connection, and not every user may SELECT.
    String path = settings.database() == 0 ? "" : "/" + settings.database();
    return "redis://" + host + ':' + settings.port() + path;
  }

  private <T> Future<T> inTime(Future<T> future) {
    return future.timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Fails, on any thread, when the connection ends. */
  Future<Void> ended() {
    return ended.future();
  }

  /** Whether it was ended from this side. */
  boolean isStopped() {
    return stopped;
  }

  /** The values of these keys with what is left of their lives, without those that are absent. */
  Future<List<Entry>> read(List<String> keys) {
    List<Future<Optional<Entry>>> entries = new ArrayList<>(keys.size());
    for (String key : keys) {
      Future<String> json = inTime(line.send(Request.cmd(Command.GET).arg(key)))
          .map(reply -> reply == null ? "" : reply.toString())
          .recover(RedisConnection::wrongType);
      Future<Long> ttl = inTime(line.send(Request.cmd(Command.PTTL).arg(key))).map(Response::toLong);
      entries.add(Future.all(json, ttl).map(both ->
          json.result().isEmpty() ? Optional.empty() : Optional.of(new Entry(key, json.result(), ttl.result()))));
    }
    return Future.all(entries).map(all -> entries.stream().flatMap(entry -> entry.result().stream()).toList());
  }

  /** A key that holds a list, say, is a value that cannot be read, not a fault of Redis. */
  private static Future<String> wrongType(Throwable cause) {
    String message = Objects.toString(cause.getMessage());
    return message.startsWith("WRONGTYPE") ? Future.succeededFuture(message) : Future.failedFuture(cause);
  }

  /** Writes the entries with one write to the socket; fails if one reply is an error. */
  Future<Void> write(List<Entry> entries) {
    List<Request> commands = entries.stream()
        .map(entry -> Request.cmd(Command.SETEX).arg(entry.key()).arg(entry.ttlMillis() / 1000).arg(entry.json()))
        .toList();
    return inTime(line.batch(commands)).mapEmpty();
  }

  Future<Void> close() {
    // It fails when the verticle that opened it is being undeployed and took it along.
    return vertx.undeploy(deploymentID()).otherwiseEmpty();
  }
}
