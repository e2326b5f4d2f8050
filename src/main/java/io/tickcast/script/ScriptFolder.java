package io.tickcast.script;

import io.tickcast.config.SmallFile;
import io.tickcast.config.UnreadableFileException;
import io.tickcast.config.Utf8;
import io.vertx.core.spi.VerticleFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of the verticles. All of it may block. */
final class ScriptFolder {
    /**
     * Names of files that are read. Hidden files, backups of editors and names that Java does not allow for a class are
     * left out.
     */
    private static final Pattern FILE = Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,63})\\.([a-z0-9]{1,16})");

    private final Path folder;
    /** Endings of the files that can be run. */
    private final Set<String> languages;

    /** @param factories factories of further languages that can be run */
    ScriptFolder(Path folder, Collection<VerticleFactory> factories) {
        this.folder = folder;
        languages = Stream.concat(
                        factories.stream().map(VerticleFactory::prefix),
                        Stream.of(ScriptFile.JAVASCRIPT, ScriptFile.JAVA, ScriptFile.GROOVY))
                .filter(prefix -> !prefix.isEmpty())
                .collect(Collectors.toSet());
    }

    /** The files of the folder by name; none if there is no such folder. */
    List<ScriptFile> files() throws IOException {
        List<ScriptFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path path : entries) {
                file(path).ifPresent(files::add);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        files.sort(Comparator.comparing(ScriptFile::fileName));
        return files;
    }

    private Optional<ScriptFile> file(Path path) throws IOException {
        Matcher name = FILE.matcher(path.getFileName().toString());
        if (!name.matches() || !languages.contains(name.group(2))) {
            return Optional.empty();
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new ScriptFile(
                            path,
                            name.group(1),
                            name.group(2),
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            // Gone since it was listed.
            return Optional.empty();
        }
    }

    /** @throws ScriptException when it cannot be read, is too long to be meant, or no text */
    static String text(ScriptFile file) throws ScriptException {
        try {
            return Utf8.text(SmallFile.read(file.path()));
        } catch (UnreadableFileException e) {
            throw new ScriptException(
                    e.reason() == UnreadableFileException.Reason.TOO_LARGE
                            ? file.fileName() + " has more bytes than a file may have: " + SmallFile.LARGEST
                            : "it " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new ScriptException("it is not UTF-8 text");
        }
    }
}
