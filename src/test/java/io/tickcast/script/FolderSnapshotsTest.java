package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FolderSnapshotsTest {
    private final FolderSnapshots snapshots = new FolderSnapshots();

    private static ScriptFile version(int modified) {
        return new ScriptFile(Path.of("a.js"), "a", "js", 1, modified);
    }

    @Test
    void aFileIsSettledOnceItIsTheSameTwice() {
        snapshots.add(List.of(version(1)));
        assertThat(snapshots.settled()).isEmpty();
        snapshots.add(List.of(version(2)));
        assertThat(snapshots.settled()).isEmpty();
        snapshots.add(List.of(version(2)));
        assertThat(snapshots.settled()).containsExactly(version(2));
    }

    @Test
    void aFileIsGoneOnceItIsMissingTwice() {
        snapshots.add(List.of(version(1)));
        snapshots.add(List.of());
        assertThat(snapshots.isEmpty()).isTrue();
        assertThat(snapshots.isGone("a.js")).isFalse();
        snapshots.add(List.of(version(2)));
        assertThat(snapshots.isGone("a.js")).isFalse();
        snapshots.add(List.of());
        snapshots.add(List.of());
        assertThat(snapshots.isGone("a.js")).isTrue();
    }
}
