package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The results of the messages of one connection: ticks, candles, and a word for all else. */
public final class Reading implements Protocol.Sink {
    private final Protocol.Reader reader;
    private final long receivedAt;
    private final List<Tick> ticks = new ArrayList<>();
    private final List<String> trades = new ArrayList<>();
    private final List<Candle> candles = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private int unknownFields;

    public Reading(Protocol protocol, long receivedAt) {
        reader = protocol.reader();
        this.receivedAt = receivedAt;
    }

    public Reading read(String message) {
        return read(message.getBytes(StandardCharsets.UTF_8));
    }

    public Reading read(byte[] message) {
        ticks.clear();
        trades.clear();
        candles.clear();
        others.clear();
        unknownFields = 0;
        reader.read(Buffer.buffer(message), receivedAt, this);
        return this;
    }

    public List<Tick> ticks() {
        return ticks;
    }

    public List<String> others() {
        return others;
    }

    @Override
    public void tick(Tick tick) {
        ticks.add(tick);
    }

    @Override
    public void trade(Tick tick, long first, long number) {
        ticks.add(tick);
        trades.add(first + " to " + tick.tradeId() + ", number " + number);
    }

    /** The trades of the ticks that stand for some. */
    public List<String> trades() {
        return trades;
    }

    public List<Candle> candles() {
        return candles;
    }

    @Override
    public void candle(Candle candle) {
        candles.add(candle);
    }

    @Override
    public void lastTrade(String symbol, long trade, long time) {
        others.add("last trade of " + symbol + ": " + trade + " at " + time);
    }

    @Override
    public void shutdownAnnounced() {
        others.add("shutdown");
    }

    @Override
    public void refused(String reason) {
        others.add("refused: " + reason);
    }

    @Override
    public void refused(String symbol, String reason) {
        others.add("refused " + symbol + ": " + reason);
    }

    @Override
    public void send(List<String> messages) {
        messages.forEach(message -> others.add("send: " + message));
    }

    @Override
    public void subscriptionsLost(String reason) {
        others.add("lost: " + reason);
    }

    @Override
    public void service(String state) {
        others.add("service: " + state);
    }

    @Override
    public void heartbeat() {
        others.add("heartbeat");
    }

    @Override
    public void acknowledged() {
        others.add("acknowledged");
    }

    @Override
    public void unknownFields(int count) {
        unknownFields += count;
    }

    public int unknownFieldCount() {
        return unknownFields;
    }

    @Override
    public void unknown() {
        others.add("unknown");
    }

    @Override
    public void malformed(String reason) {
        others.add("malformed");
    }
}
