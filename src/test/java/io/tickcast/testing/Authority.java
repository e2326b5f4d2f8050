package io.tickcast.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A certificate authority made by the JDK's own keytool, in PEM files. */
public final class Authority {
    private static final String KEYTOOL =
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    /** It runs for a moment, and nobody else reads its store. */
    private static final List<String> QUICK = List.of(
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
            "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
            "-J-Dkeystore.pkcs12.macIterationCount=1");

    private static final String PASSWORD = "not-a-secret";

    private final Path directory;
    private final Path store;
    private final Path certificate;
    private final Map<String, Map<String, String>> issued = new HashMap<>();

    /** @param directory of its own */
    public Authority(Path directory) {
        this.directory = directory;
        store = directory.resolve("store.p12");
        certificate = directory.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-dname",
                "CN=ca",
                "-keyalg",
                "EC",
                "-ext",
                "bc:c",
                "-ext",
                "san=ip:127.0.0.1");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", certificate.toString());
    }

    public Path certificate() {
        return certificate;
    }

    /** The settings of a node with a certificate of its own, made when it is first asked for. */
    public Map<String, String> settings(String name) {
        return issued.computeIfAbsent(name, this::issue);
    }

    /** The settings of a server that shows the authority's own certificate, which is also one of 127.0.0.1. */
    public Map<String, String> serverSettings() {
        return issued.computeIfAbsent(
                "ca",
                name -> Map.of(
                        "TICKCAST_HTTP_TLS_CERT",
                        certificate.toString(),
                        "TICKCAST_HTTP_TLS_KEY",
                        key(name).toString()));
    }

    /** Writes one file with what tools and editors put beside a certificate: its key, parameters, comments, a mark. */
    public static Path bundle(Path file, String certificate, String key) throws IOException {
        String parameters = "-----BEGIN DH PARAMETERS-----\nMAYCAQUCAQI=\n-----END DH PARAMETERS-----\n";
        return Files.writeString(
                file,
                "\uFEFFBag Attributes: M\u00fcller\r\n" + parameters + Files.readString(Path.of(key)) + parameters
                        + Files.readString(Path.of(certificate)));
    }

    private Map<String, String> issue(String name) {
        Path cert = directory.resolve(name + ".pem");
        Path request = directory.resolve(name + ".csr");
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC");
        keytool("-certreq", "-alias", name, "-file", request.toString());
        keytool("-gencert", "-alias", "ca", "-rfc", "-infile", request.toString(), "-outfile", cert.toString());
        return Map.of(
                "TICKCAST_CLUSTER_TLS_CERT",
                cert.toString(),
                "TICKCAST_CLUSTER_TLS_KEY",
                key(name).toString(),
                "TICKCAST_CLUSTER_TLS_CA",
                certificate.toString());
    }

    /** keytool itself gives no private key away. */
    private Path key(String name) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Key key = keys.getKey(name, PASSWORD.toCharArray());
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
            return Files.writeString(
                    directory.resolve(name + ".key"),
                    "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(KEYTOOL));
        command.addAll(QUICK);
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
