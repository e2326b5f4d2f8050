package io.tickcast;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("unpackaged");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Tickcast " + text() + " on Java " + Runtime.version()};
  }
}
