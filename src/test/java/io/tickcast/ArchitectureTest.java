package io.tickcast;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md: which package may use which, and which may name an exchange. */
class ArchitectureTest {
    /**
     * Each package, and the packages that it may use. A package may use any library. {@code io.tickcast} itself, which
     * puts all of them together, may use each and is used by none.
     */
    private static final Map<String, Set<String>> ARROWS = arrows("""
            time             ->
            metrics          ->
            log              -> metrics time
            names            -> metrics
            net              -> metrics
            liveness         ->
            lease            -> market
            rest             -> metrics
            market           -> log
            market.candle    -> market
            config           -> log market market.candle
            storage          -> config log
            history.store    -> storage config log market market.candle metrics time
            history          -> history.store config feed liveness log market market.candle metrics rest time
            access           -> config market metrics time
            cluster          -> config liveness log market metrics net time
            cache            -> config liveness log market names time
            script           -> config lease liveness log market market.candle time
            feed             -> config lease liveness log market market.candle names rest time
            feed.binance     -> feed config liveness market market.candle names rest time
            feed.okx         -> feed market market.candle rest time
            feed.bybit       -> feed market market.candle rest time
            feed.coinbase    -> feed market market.candle rest time
            feed.kraken      -> feed market market.candle rest time
            relay            -> access config feed feed.binance lease liveness log market metrics names rest sse.admission
                                sse.wire time ws
            alert.rule       -> log market market.candle
            alert.delivery   -> alert.rule log metrics names rest
            alert.store      -> alert.rule config log storage
            alert.evaluation -> alert.rule market market.candle
            alert            -> alert.delivery alert.evaluation alert.rule alert.store config lease liveness log market.candle market
                                metrics names time
            publish          -> config liveness log market metrics net time
            demo.candle      ->
            demo             -> demo.candle market time
            sse.stats        -> metrics
            sse.wire         -> sse.stats market net time
            sse.admission    -> config sse.stats sse.wire time
            sse.replay       -> sse.wire config market time
            sse.signal       -> sse.admission sse.replay sse.stats sse.wire config market net time
            sse.candle       -> sse.stats sse.wire market market.candle net time
            sse              -> sse.admission sse.candle sse.replay sse.signal sse.stats sse.wire config market
                                market.candle net time
            ws               -> config net sse.stats sse.wire time
            replication      -> alert.rule sse sse.replay sse.signal cluster market time
            http.connection  -> sse.admission config liveness log metrics net
            http             -> alert alert.rule alert.store history market.candle http.connection replication metrics sse
                                sse.admission sse.candle sse.replay sse.signal sse.stats sse.wire ws relay access
                                cluster config liveness log market names net publish rest time
            """);

    private static final List<String> EXCHANGES = List.of("binance", "okx", "bybit", "coinbase", "kraken");
    /** Packages whose trade is one exchange, and the settings of all. The demo speaks the protocol of one. */
    private static final DescribedPredicate<JavaClass> MAY_NAME_AN_EXCHANGE = resideInAnyPackage(
                    "io.tickcast.feed.*..", "io.tickcast.relay..", "io.tickcast.config..", "io.tickcast.demo..")
            .or(equivalentTo(Exchanges.class));

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    private static Map<String, Set<String>> arrows(String map) {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        for (String line : map.replaceAll("\\n {4,}", " ").strip().split("\n")) {
            String[] ends = line.split("->");
            arrows.put(ends[0].strip(), new TreeSet<>(List.of(ends.length == 1 ? new String[0] : words(ends[1]))));
        }
        return arrows;
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+");
    }

    private static String full(String name) {
        return "io.tickcast." + name;
    }

    @Test
    void packagesUseOnlyThoseThatTheMapSays() {
        CompositeArchRule.of(ARROWS.entrySet().stream()
                        .map(arrow -> classes()
                                .that()
                                .resideInAPackage(full(arrow.getKey()))
                                .should()
                                .onlyDependOnClassesThat(resideOutsideOfPackage("io.tickcast..")
                                        .or(resideInAPackage(full(arrow.getKey())))
                                        .or(resideInAnyPackage(arrow.getValue().stream()
                                                .map(ArchitectureTest::full)
                                                .toArray(String[]::new)))))
                        .toList())
                .check(CLASSES);
    }

    @Test
    void theMapHasEachPackage() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(name -> !name.equals("io.tickcast")))
                .allMatch(name -> ARROWS.containsKey(name.substring(full("").length())));
    }

    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching("io.tickcast.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aTimeLimitKeepsItsCallersContext() {
        noClasses()
                .that(not(equivalentTo(Deadline.class)))
                .should()
                .callMethod(Future.class, "timeout", long.class, TimeUnit.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheRegistryAndTheSettingsKnowTheFeedOfAnExchange() {
        noClasses()
                .that(not(MAY_NAME_AN_EXCHANGE))
                .should()
                .dependOnClassesThat(resideInAPackage("io.tickcast.feed.*.."))
                .check(CLASSES);
    }

    @Test
    void onlyFeedsTheRegistryAndTheSettingsNameAnExchange() {
        assertThat(CLASSES.stream()
                        .filter(not(MAY_NAME_AN_EXCHANGE))
                        .flatMap(type -> texts(type)
                                .filter(text -> EXCHANGES.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains))
                                .map(text -> type.getName() + ": " + text)))
                .isEmpty();
    }

    /** The string constants of a class: ArchUnit does not tell them. */
    private static Stream<String> texts(JavaClass type) {
        try (DataInputStream in = new DataInputStream(
                type.getSource().orElseThrow().getUri().toURL().openStream())) {
            in.skipNBytes(8);
            int count = in.readUnsignedShort();
            String[] names = new String[count];
            List<Integer> texts = new ArrayList<>();
            for (int index = 1; index < count; index++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> names[index] = in.readUTF();
                    case 8 -> texts.add(in.readUnsignedShort());
                    case 7, 16, 19, 20 -> in.skipNBytes(2);
                    case 15 -> in.skipNBytes(3);
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                    case 5, 6 -> {
                        in.skipNBytes(8);
                        // These take two places.
                        index++;
                    }
                    default -> throw new IllegalStateException("unknown constant of kind " + tag + " in " + type);
                }
            }
            return texts.stream().map(at -> names[at]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
