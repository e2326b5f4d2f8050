package io.tickcast.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Frames that are malformed, truncated, huge or hostile, aimed at one symbol. The same seed gives the same frames; each
 * kind comes once before any comes twice. Not all are invalid: an odd event time or a field that stands twice may still
 * make a tick, and so may a frame in which one character was changed.
 */
public final class HostileFrames {
    private static final long YEAR_MILLIS = 365L * 86_400_000;
    private static final int DEEP = 2_000;
    private static final int LARGE = 64 * 1024;

    /** Values as JSON for a field that should hold a price. */
    private static final Map<String, String> PRICES = Map.ofEntries(
            Map.entry("NaN", "\"NaN\""),
            Map.entry("bare NaN", "NaN"),
            Map.entry("infinite", "\"Infinity\""),
            Map.entry("negative", "\"-95000.00000000\""),
            Map.entry("zero", "\"0.00000000\""),
            Map.entry("1e400", "\"1e400\""),
            Map.entry("bare 1e400", "1e400"),
            Map.entry("1E-400", "\"1E-400\""),
            Map.entry("hexadecimal", "\"0x1F\""),
            Map.entry("with a plus", "\"+95000.00\""),
            Map.entry("with a space", "\" 95000.00\""),
            Map.entry("with commas", "\"95,000.00\""),
            Map.entry("without a fraction", "\"95000.\""),
            Map.entry("without a whole", "\".5\""),
            Map.entry("with a leading zero", "\"095000.00\""),
            Map.entry("of Arabic digits", "\"٩٥٠٠٠\""),
            Map.entry("of full-width digits", "\"９５０００\""),
            Map.entry("empty", "\"\""),
            Map.entry("with a line end", "\"95000\\n.00\""),
            Map.entry("closing its JSON", "\"1,\\\"symbol\\\":\\\"X\\\"\""),
            Map.entry("a bare number", "95000.12"),
            Map.entry("bare 1E-13", "1E-13"),
            Map.entry("1E-13", "\"1E-13\""),
            Map.entry("of 14 decimals", "0.00000000000001"),
            Map.entry("bare with a leading zero", "095000.00"),
            Map.entry("bare without a fraction", "95000."),
            Map.entry("bare negative zero", "-0.0"),
            Map.entry("null", "null"),
            Map.entry("true", "true"),
            Map.entry("an array", "[\"95000.00\"]"),
            Map.entry("an object", "{\"c\":\"95000.00\"}"));

    /** Values as JSON for a field that should hold a time in ms. */
    private static final Map<String, String> TIMES = Map.ofEntries(
            Map.entry("zero", "0"),
            Map.entry("negative", "-1"),
            Map.entry("9e18", "9000000000000000000"),
            Map.entry("greatest long", "9223372036854775807"),
            Map.entry("least long", "-9223372036854775808"),
            Map.entry("beyond a long", "99999999999999999999"),
            Map.entry("in the year 5138", "99999999999999"),
            Map.entry("with a fraction", "1700000000000.5"),
            Map.entry("with an exponent", "1.7e12"),
            Map.entry("a text", "\"1700000000000\""),
            Map.entry("null", "null"),
            Map.entry("true", "true"),
            Map.entry("an array", "[1700000000000]"),
            Map.entry("an object", "{}"));

    /** Values as JSON for the symbol. */
    private static final Map<String, String> SYMBOLS = Map.ofEntries(
            Map.entry("empty", "\"\""),
            Map.entry("blank", "\" \""),
            Map.entry("null", "null"),
            Map.entry("number", "7"),
            Map.entry("array", "[\"BTCUSDT\"]"),
            Map.entry("object", "{\"s\":\"BTCUSDT\"}"),
            Map.entry("with a line end", "\"BTC\\nUSDT\""),
            Map.entry("with CR LF", "\"BTC\\r\\nUSDT\""),
            Map.entry(
                    "that would be an event", "\"X\\n\\nevent: price\\ndata: {\\\"symbol\\\":\\\"BTCUSDT\\\"}\\n\\n\""),
            Map.entry("with NUL", "\"BTC\\u0000USDT\""),
            Map.entry("with U+2028", "\"BTC\\u2028USDT\""),
            Map.entry("with a lone high surrogate", "\"BTC\\ud800\""),
            Map.entry("with a lone low surrogate", "\"\\udc00\""),
            Map.entry("with swapped surrogates", "\"\\udc00\\ud800\""),
            Map.entry("beyond ASCII", "\"币安人生USDT\""),
            Map.entry("written from right to left", "\"\\u202eTDSUCTB\""),
            Map.entry("with quotes", "\"BTC\\\"USDT\""),
            Map.entry("of markup", "\"<script>alert(1)</script>\""),
            Map.entry("of Redis", "\"X\\r\\nFLUSHALL\\r\\n\""),
            Map.entry("with a wildcard", "\"*\""),
            Map.entry("in small letters", "\"btcusdt\""),
            Map.entry("that nobody asked for", "\"NOPEUSDT\""),
            Map.entry("of a path", "\"../../etc/passwd\""));

    /** Whole frames that are no ticker at all. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("empty", ""),
            Map.entry("blank", " \r\n\t"),
            Map.entry("only [", "["),
            Map.entry("only {", "{"),
            Map.entry("only }", "}"),
            Map.entry("only a quote", "\""),
            Map.entry("null", "null"),
            Map.entry("true", "true"),
            Map.entry("number", "42"),
            Map.entry("text", "\"24hrTicker\""),
            Map.entry("empty array", "[]"),
            Map.entry("empty object", "{}"),
            Map.entry("NUL", "\0"),
            Map.entry("no JSON", "<html>502 Bad Gateway</html>"),
            Map.entry("lone surrogate", "\"\\ud800\""),
            Map.entry("unknown escape", "{\"e\":\"\\x24hrTicker\"}"),
            Map.entry("ack nobody asked for", "{\"result\":null,\"id\":987654321}"),
            Map.entry("ack with an odd id", "{\"result\":null,\"id\":{\"id\":[1]}}"),
            Map.entry("ack with an odd result", "{\"result\":{\"a\":[]},\"id\":1}"),
            Map.entry("error of odd types", "{\"error\":[],\"id\":\"x\"}"),
            Map.entry("error with odd fields", "{\"error\":{\"code\":\"two\",\"msg\":{}},\"id\":-1}"),
            Map.entry("flat error of odd types", "{\"code\":{},\"msg\":[],\"id\":null}"),
            Map.entry(
                    "unknown event", "{\"e\":\"depthUpdate\",\"E\":1700000000000,\"s\":\"BTCUSDT\",\"b\":[],\"a\":[]}"),
            Map.entry("event of a wrong type", "{\"e\":24,\"E\":1700000000000,\"s\":\"BTCUSDT\",\"c\":\"1\"}"),
            Map.entry("combined without data", "{\"stream\":\"btcusdt@ticker\"}"),
            Map.entry("combined with null", "{\"stream\":\"btcusdt@ticker\",\"data\":null}"),
            Map.entry("combined with a text", "{\"stream\":\"btcusdt@ticker\",\"data\":\"{}\"}"),
            Map.entry(
                    "combined within combined",
                    "{\"stream\":\"a@ticker\",\"data\":{\"stream\":\"b@ticker\",\"data\":{}}}"),
            Map.entry("combined of odd types", "{\"stream\":{},\"data\":[]}"));

    private final TickerForm form;
    private final String symbol;
    private final long now;
    private final Random random;
    private final List<Kind> kinds = new ArrayList<>();

    private interface Source {
        String text(String good);
    }

    private record Kind(String name, Source source) {}

    private HostileFrames(TickerForm form, String symbol, long now, long seed) {
        this.form = form;
        this.symbol = symbol;
        this.now = now;
        random = new Random(seed);
        wrongValues();
        wrongShapes();
        if (form.isBinance()) {
            wrongStreams();
        }
        largeOnes();
        sorted(form.isBinance() ? OTHERS : form.others())
                .forEach(other -> kinds.add(new Kind(
                        "no ticker, " + other.getKey(),
                        good -> other.getValue()
                                .replace("BTCUSDT", form.instrument(symbol))
                                .replace("btcusdt@ticker", Streams.ticker(symbol)))));
    }

    /** The same frames at every call but for their times, which are around now. */
    public static List<HostileFrame> against(String symbol, int count) {
        return against(symbol, count, System.currentTimeMillis(), 1);
    }

    /** @param now the event time of frames whose fault is another one, in ms */
    public static List<HostileFrame> against(String symbol, int count, long now, long seed) {
        return against(TickerForm.of("binance"), symbol, count, now, seed);
    }

    /** The same for a ticker of any exchange. */
    public static List<HostileFrame> against(String exchange, String symbol, int count) {
        return against(TickerForm.of(exchange), symbol, count, System.currentTimeMillis(), 1);
    }

    /** The same for a trade of Binance. */
    public static List<HostileFrame> againstTrades(String symbol, int count) {
        return against(TickerForm.ofTrades(), symbol, count, System.currentTimeMillis(), 1);
    }

    /** The same for the best bid and ask of Binance. */
    public static List<HostileFrame> againstBooks(String symbol, int count) {
        return against(TickerForm.ofBooks(), symbol, count, System.currentTimeMillis(), 1);
    }

    private static List<HostileFrame> against(TickerForm form, String symbol, int count, long now, long seed) {
        HostileFrames frames = new HostileFrames(form, symbol, now, seed);
        return IntStream.range(0, count).mapToObj(frames::frame).toList();
    }

    /** A ticker without a fault, as its connection sends it. */
    public static String good(String exchange, String symbol, long eventTime, String price) {
        TickerForm form = TickerForm.of(exchange);
        String ticker = form.ticker(symbol, eventTime, price);
        return form.isBinance() ? Frames.combined(Streams.ticker(symbol), ticker) : ticker;
    }

    /** Number of kinds: with this count each comes once. */
    public static int kinds() {
        return new HostileFrames(TickerForm.of("binance"), "BTCUSDT", 0, 0).kinds.size();
    }

    private HostileFrame frame(int index) {
        Kind kind = kinds.get(index < kinds.size() ? index : random.nextInt(kinds.size()));
        return new HostileFrame(kind.name(), kind.source().text(good()));
    }

    private String good() {
        return form.ticker(symbol, now + random.nextInt(1000), (90_000 + random.nextInt(10_000)) + ".12000000");
    }

    private void wrongValues() {
        sorted(PRICES).forEach(price -> {
            for (String field : form.figures()) {
                add(field + " " + price.getKey(), good -> Frames.with(good, field, price.getValue()));
            }
        });
        String time = form.time();
        Stream.concat(sorted(TIMES), sorted(form.times()))
                .forEach(value -> add(time + " " + value.getKey(), good -> Frames.with(good, time, value.getValue())));
        add(time + " one year ahead", good -> Frames.with(good, time, form.time(now + YEAR_MILLIS)));
        add(time + " one year ago", good -> Frames.with(good, time, form.time(now - YEAR_MILLIS)));
        add(time + " in µs", good -> Frames.with(good, time, now + "000"));
        for (String id : form.ids()) {
            sorted(TIMES)
                    .forEach(value -> add(id + " " + value.getKey(), good -> Frames.with(good, id, value.getValue())));
        }
        sorted(SYMBOLS)
                .forEach(s -> add("symbol " + s.getKey(), good -> Frames.withAll(good, form.symbol(), s.getValue())));
        for (String field : form.fields()) {
            add("without " + field, good -> good.replaceAll("\"" + field + "\":(\"[^\"]*\"|[-0-9.]+),?", ""));
        }
    }

    private void wrongShapes() {
        add("truncated", good -> good.substring(0, 1 + random.nextInt(good.length() - 1)));
        add("truncated at the end", good -> good.substring(0, good.length() - 1));
        add("without its beginning", good -> good.substring(1 + random.nextInt(20)));
        add("one character changed", this::changed);
        add("twice", good -> good + good);
        add("with something behind", good -> good + "]}");
        add("in an array", good -> "[" + good + "]");
        add("as a text", good -> '"' + good.replace("\"", "\\\"") + '"');
        add("in single quotes", good -> good.replace('"', '\''));
        add("with a byte order mark", good -> '\ufeff' + good);
        add("with a comment", good -> good.replaceFirst(",", ",/* */"));
        add("with a comma too many", good -> good.replace("}", ",}"));
        add("with a raw line end in a text", good -> good.replace(form.kind(), form.kind() + '\n'));
        add("with a raw NUL in a text", good -> good.replace(form.instrument(symbol), form.instrument(symbol) + '\0'));
        for (String field : List.of(
                form.kindField(), form.time(), form.symbol(), form.figures().get(0))) {
            String again = ",\"" + field + "\":" + (field.equals(form.time()) ? "1" : "\"1\"");
            add(field + " twice", good -> good.replace("}", again + '}'));
        }
        add("of another kind", good -> Frames.with(good, form.kindField(), "\"24hrMiniTicker\""));
        add(
                "of a kind with another case",
                good -> good.replace(form.kind(), form.kind().toUpperCase(Locale.ROOT)));
        add("with unknown fields", good -> good.replace("}", ",\"zz\":{\"c\":\"1\"},\"\":[{}],\"c \":1}"));
    }

    private void wrongStreams() {
        add("combined under another stream", good -> Frames.combined("nope@ticker", good));
        add(
                "combined with data first",
                good -> "{\"data\":" + good + ",\"stream\":\"" + Streams.ticker(symbol) + "\"}");
        add("combined and truncated", good -> "{\"stream\":\"" + Streams.ticker(symbol) + "\",\"data\":" + good);
    }

    private void largeOnes() {
        add("symbol of 64 KB", good -> Frames.withAll(good, form.symbol(), '"' + "X".repeat(LARGE) + '"'));
        add("price of 64 KB", good -> Frames.with(good, form.figures().get(0), '"' + "9".repeat(LARGE) + '"'));
        add("bare price of 64 KB", good -> Frames.with(good, form.figures().get(0), "9".repeat(LARGE)));
        add("price of 41 digits", good -> Frames.with(good, form.figures().get(0), '"' + "9".repeat(41) + '"'));
        add("time of 64 KB", good -> Frames.with(good, form.time(), "9".repeat(LARGE)));
        add("name of 64 KB", good -> good.replace("}", ",\"" + "n".repeat(LARGE) + "\":1}"));
        add("unknown field of 1 MB", good -> ended(good, ",\"zz\":\"" + "z".repeat(16 * LARGE) + '"'));
        add("10,000 unknown fields", good -> ended(good, many(10_000, i -> ",\"f" + i + "\":" + i)));
        add("nested arrays", good -> "[".repeat(DEEP) + "]".repeat(DEEP));
        add("nested arrays without an end", good -> "[".repeat(DEEP));
        add("nested objects", good -> "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP));
        add(
                "nested arrays in an unknown field",
                good -> good.replace("}", ",\"zz\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + '}'));
        add(
                "nested arrays for a price",
                good -> Frames.with(good, form.figures().get(0), "[".repeat(DEEP) + "]".repeat(DEEP)));
        add("64 KB of blanks", good -> " ".repeat(LARGE) + good);
        add("64 KB of escapes", good -> Frames.withAll(good, form.symbol(), '"' + "\\u0041".repeat(LARGE / 6) + '"'));
        add("noise", good -> many(1 + random.nextInt(500), i -> Character.toString(32 + random.nextInt(0x2000))));
    }

    private void add(String kind, Source source) {
        kinds.add(new Kind(kind, source));
    }

    private String changed(String good) {
        int at = random.nextInt(good.length());
        return good.substring(0, at) + (char) (32 + random.nextInt(95)) + good.substring(at + 1);
    }

    /** The frame with this at the end of its first object. */
    private static String ended(String good, String fields) {
        int end = good.indexOf('}');
        return good.substring(0, end) + fields + good.substring(end);
    }

    private static String many(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining());
    }

    private static Stream<Map.Entry<String, String>> sorted(Map<String, String> values) {
        return values.entrySet().stream().sorted(Map.Entry.comparingByKey());
    }
}
