package io.tickcast.demo;

import java.time.Duration;

/**
 * Rules of the exchange for its clients. A duration of zero switches a rule off.
 *
 * @param pingInterval      time between two pings of the server
 * @param pongTimeout       time limit for a pong that copies the payload of its ping
 * @param messages          messages that a client may send in {@code messageWindow}; pings and pongs count
 * @param streams           streams that a connection may carry
 * @param connections       connections that may be opened in {@code connectionWindow}
 * @param connectionLife    the age at which the server closes a connection
 */
public record Limits(
        Duration pingInterval,
        Duration pongTimeout,
        int messages,
        Duration messageWindow,
        int streams,
        int connections,
        Duration connectionWindow,
        Duration connectionLife) {

    /** The rules that Binance documents. */
    public static final Limits REAL = new Limits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            5,
            Duration.ofSeconds(1),
            1024,
            300,
            Duration.ofMinutes(5),
            Duration.ofHours(24));

    /** A server that pings this often and waits this long for the pong. */
    public Limits withPings(Duration interval, Duration timeout) {
        return new Limits(
                interval, timeout, messages, messageWindow, streams, connections, connectionWindow, connectionLife);
    }

    public Limits withoutPings() {
        return withPings(Duration.ZERO, Duration.ZERO);
    }

    public Limits withMessages(int most, Duration window) {
        return new Limits(
                pingInterval, pongTimeout, most, window, streams, connections, connectionWindow, connectionLife);
    }

    public Limits withStreams(int most) {
        return new Limits(
                pingInterval,
                pongTimeout,
                messages,
                messageWindow,
                most,
                connections,
                connectionWindow,
                connectionLife);
    }

    public Limits withConnections(int most, Duration window) {
        return new Limits(pingInterval, pongTimeout, messages, messageWindow, streams, most, window, connectionLife);
    }

    public Limits withConnectionLife(Duration life) {
        return new Limits(
                pingInterval, pongTimeout, messages, messageWindow, streams, connections, connectionWindow, life);
    }

    /** The same server on a clock that runs faster by this factor. */
    public Limits fasterBy(int factor) {
        return new Limits(
                pingInterval.dividedBy(factor),
                pongTimeout.dividedBy(factor),
                messages,
                messageWindow.dividedBy(factor),
                streams,
                connections,
                connectionWindow.dividedBy(factor),
                connectionLife.dividedBy(factor));
    }
}
