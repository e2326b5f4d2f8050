package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.SmallFile;
import io.tickcast.testing.Await;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files that come, change and go while the node runs. */
@Tag("slow")
class FolderTest extends WithVerticles {
    private static String saying(String word) {
        return "ticks.on('*', () => signals.publish('word', '" + word + "'))";
    }

    private String word() {
        tick(BTC, "1");
        return signal("word");
    }

    @Test
    void aFileThatComesIsRun() {
        start();
        write("a.js", saying("one"));
        running("a.js");

        assertThat(word()).isEqualTo("\"one\"");
    }

    @Test
    void aFileThatChangesTakesTheOldOnesPlace() {
        run("a.js", saying("one"));
        write("a.js", saying("two, at last"));
        Await.until("the new one runs", () -> log.containing("a.js runs").size() == 2);

        assertThat(word()).isEqualTo("\"two, at last\"");
    }

    @Test
    void aFileThatGoesIsEnded() {
        write("b.js", saying("other"));
        run("a.js", saying("one"));
        running("b.js");
        delete("a.js");
        reported("a.js", false);

        int before = signals.all().size();
        assertThat(word()).isEqualTo("\"other\"");
        assertThat(signals.all()).hasSize(before + 1);
    }

    @Test
    void aBrokenVersionLeavesTheOldOneRunning() {
        run("a.js", saying("one"));
        write("a.js", "const = broken");
        JsonObject state = reportOf("a.js", file -> file.containsKey("last_error"));

        assertThat(state.getString("state")).isEqualTo("running");
        assertThat(state.getString("last_error")).startsWith("line 1: SyntaxError");
        assertThat(log.containing("The new a.js cannot run, the old one continues: line 1: SyntaxError"))
                .hasSize(1);
        assertThat(word()).isEqualTo("\"one\"");
    }

    @Test
    void aBrokenFileIsRunOnceItIsMended() {
        write("a.js", "const = broken");
        start();
        state("a.js", "broken");
        write("a.js", saying("mended"));
        running("a.js");

        assertThat(word()).isEqualTo("\"mended\"");
    }

    @Test
    void aFileThatWasStoppedIsStartedWhenItChanges() {
        run("a.js", "ticks.on('*', () => { throw new Error('always') })");
        for (int i = 0; i < ScriptHost.MAX_FAILURES; i++) {
            tick(BTC, "1");
            int failures = i + 1;
            Await.until("it has failed", () -> log.containing("WARN a.js").size() >= failures);
        }
        JsonObject stopped = state("a.js", "stopped");
        assertThat(stopped.getString("last_error")).isEqualTo("line 1: Error: always");
        assertThat(stopped.getInteger("failures")).isEqualTo(ScriptHost.MAX_FAILURES);
        write("a.js", saying("again"));
        running("a.js");

        assertThat(word()).isEqualTo("\"again\"");
    }

    @Test
    void whatIsNoFileOfAKnownLanguageIsLeftAlone() {
        write("notes.txt", "hello");
        write(".hidden.js", saying("hidden"));
        write("a.js~", saying("draft"));
        write("1.js", saying("number"));
        run("a.js", saying("one"));

        assertThat(word()).isEqualTo("\"one\"");
        assertThat(states.all()).allMatch(report -> report.getJsonArray("files").size() <= 1);
    }

    @Test
    void aFileTooLargeIsRefused() {
        write("a.js", "//" + "x".repeat(SmallFile.LARGEST));
        start();

        assertThat(state("a.js", "broken").getString("last_error"))
                .isEqualTo("a.js has more bytes than a file may have: 1048576");
    }

    @Test
    void theFolderMayComeLater() {
        Path later = folder.resolve("later");
        start(Map.of("FOLDER", later.toString()));
        assertThat(later.toFile().mkdir()).isTrue();
        write("later/a.js", saying("here"));
        running("a.js");

        assertThat(word()).isEqualTo("\"here\"");
    }

    @Test
    void withoutAFolderNothingIsRun() {
        write("a.js", saying("one"));
        start(Map.of("FOLDER", ""));
        start();
        running("a.js");

        assertThat(word()).isEqualTo("\"one\"");
        assertThat(log.containing("a.js runs")).hasSize(1);
    }
}
