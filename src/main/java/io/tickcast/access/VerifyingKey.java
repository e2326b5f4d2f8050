package io.tickcast.access;

import java.security.Key;
import java.util.Optional;

/**
 * A key that signatures are checked with.
 *
 * @param id        empty for one that may have signed any token
 * @param algorithm the only one that it is for; empty: each that fits it
 */
record VerifyingKey(Optional<String> id, Optional<Algorithm> algorithm, Key key) {

  /** Whether it may be the one that this token was signed with. */
  boolean fits(Token token) {
    return (id.isEmpty() || token.keyId().isEmpty() || id.equals(token.keyId()))
        && algorithm.map(token.algorithm()::equals).orElse(true)
        && token.algorithm().fits(key);
  }
}
