package io.tickcast.demo.candle;

/** The candles of one minute of a symbol before the fake exchange was started. */
public interface Past {
    /** An exchange that begins with its first trade. */
    Past NONE = new Past() {
        @Override
        public long from() {
            return Long.MAX_VALUE;
        }

        @Override
        public long to() {
            return Long.MAX_VALUE;
        }

        @Override
        public Kline minute(long time) {
            throw new IllegalArgumentException("there is no candle before the first trade");
        }
    };

    /** The open time of the first one, in ms. */
    long from();

    /** The end of the last one, in ms. */
    long to();

    /** @param time its open time, from {@link #from} to before {@link #to} */
    Kline minute(long time);

    default boolean has(long time) {
        return time >= from() && time < to();
    }
}
