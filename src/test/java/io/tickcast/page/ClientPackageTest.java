package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The client code as a package for npm. */
class ClientPackageTest {
    private static final Path FOLDER = Path.of("src/main/resources/web/client");
    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|export)\\b.*\\bfrom '([^']+)'");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
    private static final Pattern MEMBER = Pattern.compile("(?m)^  (\\w+)\\??:");
    /** Files that a server gives with its own Vue. */
    private static final Set<String> LEFT_OUT = Set.of("realtime-price.js");

    private final JsonObject json = new JsonObject(ClientFile.text("/client/package.json"));

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("package.json") && !LEFT_OUT.contains(name))
                    .toList();
        }
    }

    @Test
    void eachModuleThatItGivesIsThereWithItsTypes() {
        Map<String, Object> exports = json.getJsonObject("exports").getMap();
        exports.remove("./package.json");
        assertThat(exports).hasSize(4);
        exports.forEach((name, value) -> {
            JsonObject module = JsonObject.mapFrom(value);
            assertThat(FOLDER.resolve(module.getString("types"))).as(name).exists();
            assertThat(FOLDER.resolve(module.getString("default"))).as(name).exists();
        });
    }

    /** First names in the rows of the first table under a heading of the description of the API. */
    private static List<String> described(String heading) throws IOException {
        String text = Files.readString(Path.of("docs/api.md"));
        String table = text.substring(text.indexOf("\n|", text.indexOf("\n### " + heading + "\n")));
        return ROW.matcher(table.substring(0, table.indexOf("\n\n")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static List<String> members(String type) {
        String text = ClientFile.text("/client/sse.d.ts");
        String body = text.substring(text.indexOf("interface " + type + " {"));
        return MEMBER.matcher(body.substring(0, body.indexOf("\n}")))
                .results()
                .map(member -> member.group(1))
                .toList();
    }

    @Test
    void itsTypesHaveEachEventOfAStream() throws IOException {
        List<String> events = new ArrayList<>(described("Events"));
        assertThat(events).contains("price", "connected");
        // Prices are given to callbacks.
        events.remove("price");
        assertThat(members("Events")).containsAll(events);
    }

    @Test
    void itsTypesHaveEachParameterOfAStream() throws IOException {
        List<String> parameters = new ArrayList<>(described("Parameters"));
        assertThat(parameters).contains("symbols", "lastEventId");
        // The service keeps it itself.
        parameters.remove("lastEventId");
        assertThat(members("Options")).containsAll(parameters);
    }

    @Test
    void itsFilesNeedNothingButEachOtherAndWhatTheProjectHas() throws IOException {
        Set<String> packages = json.getJsonObject("peerDependencies").fieldNames();
        List<String> files = files();
        for (String file : files) {
            IMPORT.matcher(Files.readString(FOLDER.resolve(file))).results().forEach(found -> {
                String name = found.group(1);
                if (name.startsWith("./")) {
                    // Types name the module that they describe.
                    String end = file.endsWith(".d.ts") ? ".d.ts" : ".js";
                    assertThat(files).as(file).contains(name.substring(2).replaceFirst("\\.js$", end));
                } else {
                    assertThat(packages).as(file).contains(name);
                }
            });
        }
    }
}
