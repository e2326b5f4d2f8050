package io.tickcast.feed;

/** The terms of an exchange that stay the same for the life of its protocol. */
public abstract class ExchangeProtocol implements Protocol {
    private final String exchange;
    private final Instruments instruments;
    private final int symbolsPerConnection;
    private final ClientLimits limits;
    private final Silence silence;

    protected ExchangeProtocol(
            String exchange, Instruments instruments, int symbolsPerConnection, ClientLimits limits, Silence silence) {
        this.exchange = exchange;
        this.instruments = instruments;
        this.symbolsPerConnection = symbolsPerConnection;
        this.limits = limits;
        this.silence = silence;
    }

    @Override
    public final String exchange() {
        return exchange;
    }

    @Override
    public final Instruments instruments() {
        return instruments;
    }

    @Override
    public final int symbolsPerConnection() {
        return symbolsPerConnection;
    }

    @Override
    public final ClientLimits limits() {
        return limits;
    }

    @Override
    public final Silence silence() {
        return silence;
    }
}
