package io.tickcast.config;

import io.tickcast.config.Settings.Cluster;
import io.tickcast.config.Settings.Tls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the settings below {@code cluster}. The file of {@code cluster.config} is for the one who joins to read. */
final class ClusterReader {
  private static final String CERT = "cluster.tls.cert";
  private static final String KEY = "cluster.tls.key";
  private static final String CA = "cluster.tls.ca";
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final Values values;

  ClusterReader(Values values) {
    this.values = values;
  }

  Cluster cluster() {
    String host = values.host("cluster.host");
    return new Cluster(
        values.flag("cluster.enabled"),
        values.parsed("cluster.config", ClusterReader::path, "the path of a file"),
        host,
        values.number("cluster.port", 0, 65535),
        publicHost(host),
        values.number("cluster.public-port", 0, 65535),
        values.duration("cluster.bus-heartbeat", "100ms", "10s"),
        values.duration("cluster.clock-tolerance", "0ms", "1m"),
        tls());
  }

  private String publicHost(String host) {
    String key = "cluster.public-host";
    if (!values.entry(key).isBlank()) {
      return values.parsed(key, text -> Locations.host(text).filter(found -> !EVERY_ADDRESS.contains(found)),
          "empty, or the host name or IP address of this node");
    }
    if (EVERY_ADDRESS.contains(host)) {
      throw values.entry(key).mustBe("the address that other nodes reach this one at, since cluster.host is " + host);
    }
    return host;
  }

  private Optional<Tls> tls() {
    List<String> keys = List.of(CERT, KEY, CA);
    List<String> given = keys.stream().filter(key -> !values.entry(key).isBlank()).toList();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    for (String key : keys) {
      if (!given.contains(key)) {
        throw values.entry(key).mustBe("a PEM file, since " + given.get(0) + " is set: TLS needs all three");
      }
    }
    return Optional.of(new Tls(
        pem(CERT, PemFile::faultOfCertificates), pem(KEY, PemFile::faultOfKey), pem(CA, PemFile::faultOfCertificates)));
  }

  private interface Check {
    /** What is wrong with the file; empty: nothing. */
    Optional<String> fault(Path file);
  }

  private Path pem(String key, Check check) {
    Path file = values.parsed(key, ClusterReader::path, "the path of a file");
    check.fault(file).ifPresent(fault -> {
      throw values.entry(key).refused("is " + Shown.path(file) + ", but " + fault);
    });
    return file;
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(text).filter(name -> !name.isBlank()).map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
