package io.tickcast.script;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;

/**
 * The place where Vert.x' factory finds a file in Groovy. Groovy would read it in the character set of the locale,
 * unless its place names another one, and would fail at a byte order mark.
 */
final class GroovySource extends URLClassLoader {
    private final String name;
    private final URL place;

    /** @param text of the file */
    GroovySource(ScriptFile file, String text, URL folder, ClassLoader parent) throws MalformedURLException {
        super(new URL[] {folder}, parent);
        name = file.fileName();
        place = new URL(null, file.path().toAbsolutePath().toUri().toString(), new Text(text));
    }

    @Override
    public URL getResource(String wanted) {
        return wanted.equals(name) ? place : super.getResource(wanted);
    }

    private static final class Text extends URLStreamHandler {
        private final byte[] bytes;

        Text(String text) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    // There is nothing to connect to.
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }

                @Override
                public String getContentEncoding() {
                    return StandardCharsets.UTF_8.name();
                }
            };
        }
    }
}
