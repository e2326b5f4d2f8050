package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * One connection to Redis, in the protocol that every Redis and every proxy before one speaks: RESP2, never HELLO. The
 * client of Vert.x keeps replies of any size and logs each that nothing asked for, so a server could end a node.
 * Belongs to one event loop.
 */
final class RedisConnection {
  private final Vertx vertx;
  private final NetSocket socket;
  private final long timeoutMillis;
  private final RespReader reader = new RespReader(this::reply);
  private final Queue<Batch> waiting = new ArrayDeque<>();
  private final Promise<Void> ended = Promise.promise();
  private boolean closed;

  /** Commands that went out together, and their replies so far. */
  private record Batch(int size, List<RespReply> replies, Promise<List<RespReply>> done) {
    Batch(int size) {
      this(size, new ArrayList<>(size), Promise.promise());
    }
  }

  private RedisConnection(Vertx vertx, NetSocket socket, Settings.Redis settings) {
    this.vertx = vertx;
    this.socket = socket;
    timeoutMillis = settings.timeout().toMillis();
    socket.exceptionHandler(this::end)
        .closeHandler(v -> end(new ClosedChannelException()))
        .handler(this::take);
  }

  /** A connection that has the database, and whose Redis answers. */
  static Future<RedisConnection> open(Vertx vertx, RedisDialer dialer, Settings.Redis settings) {
    return dialer.dial().compose(socket -> {
      RedisConnection connection = new RedisConnection(vertx, socket, settings);
      return connection.send(greeting(settings)).compose(RedisConnection::allGood)
          .map(connection)
          .onFailure(cause -> connection.close());
    });
  }

  private static List<RedisCommand> greeting(Settings.Redis settings) {
    List<RedisCommand> commands = new ArrayList<>();
    if (!settings.user().isEmpty()) {
      commands.add(new RedisCommand("auth", settings.user(), settings.password()));
    } else if (!settings.password().isEmpty()) {
      commands.add(new RedisCommand("auth", settings.password()));
    }
    // Database 0 is the one of every connection, and not every user, nor every proxy, may SELECT.
    if (settings.database() != 0) {
      commands.add(new RedisCommand("select", Integer.toString(settings.database())));
    }
    commands.add(new RedisCommand("ping"));
    return commands;
  }

  private static Future<Void> allGood(List<RespReply> replies) {
    return replies.stream().filter(RespReply::isError).findFirst()
        .map(error -> error.orFailure().<Void>mapEmpty()).orElse(Future.succeededFuture());
  }

  /** Fails when the connection ends from the other side, or by what came from there. */
  Future<Void> ended() {
    return ended.future();
  }

  /** Whether it was closed from this side. */
  boolean isStopped() {
    return closed;
  }

  /** The values of these keys with what is left of their lives, without those that are absent. */
  Future<List<Entry>> read(List<String> keys) {
    List<RedisCommand> commands = new ArrayList<>(2 * keys.size());
    for (String key : keys) {
      // One byte more than a value may have, whatever it has.
      commands.add(new RedisCommand("getrange", key, "0", Integer.toString(RespReader.LONGEST_STRING)));
      commands.add(new RedisCommand("pttl", key));
    }
    return send(commands).compose(replies -> Future.all(IntStream.range(0, keys.size())
            .mapToObj(i -> entry(keys.get(i), replies.get(2 * i), replies.get(2 * i + 1))).toList()))
        .map(all -> all.<Optional<Entry>>list().stream().flatMap(Optional::stream).toList());
  }

  private Future<Optional<Entry>> entry(String key, RespReply value, RespReply ttl) {
    return text(key, value).compose(text -> ttl.orFailure().map(life ->
        text.isEmpty() ? Optional.empty() : Optional.of(new Entry(key, text, life.number()))));
  }

  private Future<String> text(String key, RespReply value) {
    if (value.isError() && (value.text().startsWith("NOPERM") || value.text().startsWith("ERR unknown command"))) {
      // Users of Redis that may GET were enough once.
      return send(List.of(new RedisCommand("get", key)))
          .compose(replies -> replies.get(0).orFailure()).map(RespReply::text);
    }
    // A key that holds a list, say, is a value that cannot be read, not a fault of Redis.
    return value.isError() && value.text().startsWith("WRONGTYPE")
        ? Future.succeededFuture(value.text()) : value.orFailure().map(RespReply::text);
  }

  /** Writes the entries with one write to the socket; fails if one reply is an error. */
  Future<Void> write(List<Entry> entries) {
    return send(entries.stream().map(entry -> new RedisCommand(
            "setex", entry.key(), Long.toString(entry.ttlMillis() / 1000), entry.json())).toList())
        .compose(RedisConnection::allGood);
  }

  private Future<List<RespReply>> send(List<RedisCommand> commands) {
    if (ended.future().isComplete() || closed) {
      return Future.failedFuture(new ClosedChannelException());
    }
    if (commands.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Batch batch = new Batch(commands.size());
    waiting.add(batch);
    Buffer bytes = Buffer.buffer();
    commands.forEach(command -> command.appendTo(bytes));
    // A failed write is followed by the end of the connection.
    socket.write(bytes);
    long timer = vertx.setTimer(timeoutMillis, late -> end(new TimeoutException()));
    return batch.done.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void take(Buffer bytes) {
    if (ended.future().isComplete()) {
      return;
    }
    try {
      reader.take(bytes);
    } catch (RedisProtocolException e) {
      end(e);
    }
  }

  private void reply(RespReply reply) {
    Batch batch = waiting.peek();
    if (batch == null) {
      end(RedisProtocolException.unaskedReply());
      return;
    }
    batch.replies.add(reply);
    if (batch.replies.size() == batch.size) {
      waiting.remove();
      batch.done.complete(batch.replies);
    }
  }

  private void end(Throwable cause) {
    if (ended.tryFail(cause)) {
      socket.close();
      List.copyOf(waiting).forEach(batch -> batch.done.tryFail(cause));
      waiting.clear();
    }
  }

  void close() {
    closed = true;
    end(new ClosedChannelException());
  }
}
