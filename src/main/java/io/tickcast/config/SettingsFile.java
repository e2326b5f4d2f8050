package io.tickcast.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The text of a settings file: the user's, or the one inside the jar that holds the defaults. */
final class SettingsFile {
  private static final int LARGEST = 1024 * 1024;

  private SettingsFile() {}

  static List<Entry> defaults() {
    try (InputStream in = SettingsFile.class.getResourceAsStream("/tickcast.yaml")) {
      if (in == null) {
        throw new IllegalStateException("tickcast.yaml is missing from the jar");
      }
      return YamlEntries.read("the built-in tickcast.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Entry> read(Path file) {
    String name = Shown.path(file);
    return YamlEntries.read(name, withoutMark(decode(name, bytes(name, file))));
  }

  private static byte[] bytes(String name, Path file) {
    if (Files.isDirectory(file)) {
      throw unreadable(name, "it is a directory");
    }
    // It may be a pipe, whose size is known only when it was read.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw unreadable(name, "it is larger than 1 MiB");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw unreadable(name, "there is no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(name, "permission denied");
    } catch (IOException e) {
      throw unreadable(name, Shown.plain(String.valueOf(e.getMessage())));
    }
  }

  private static String decode(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable(name, "it is not UTF-8 text");
    }
  }

  /** Editors on Windows put a byte order mark in front. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static SettingsException unreadable(String name, String reason) {
    return new SettingsException(name + " cannot be read: " + reason);
  }
}
