package io.tickcast.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A file of the jar for browsers. */
final class ClientFile {
    private ClientFile() {}

    /** @param path on the server */
    static String text(String path) {
        try (InputStream in = ClientFile.class.getResourceAsStream("/web" + path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
