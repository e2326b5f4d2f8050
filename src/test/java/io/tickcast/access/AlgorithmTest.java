package io.tickcast.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlgorithmTest {
  private static byte[] signature(int length, BigInteger... numbers) {
    byte[] signature = new byte[length * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      byte[] number = numbers[i].toByteArray();
      int from = Math.max(0, number.length - length);
      System.arraycopy(number, from, signature, (i + 1) * length - (number.length - from), number.length - from);
    }
    return signature;
  }

  /** JDKs took such for a signature of everything (CVE-2022-21449). */
  @ParameterizedTest
  @EnumSource(names = {"ES256", "ES384", "ES512"})
  void whatComesToZeroIsNoSignature(Algorithm algorithm) {
    BigInteger order = algorithm.curve().getOrder();
    int length = (order.bitLength() + 7) / 8;
    BigInteger greatest = order.subtract(BigInteger.ONE);
    assertThat(algorithm.isPair(signature(length, BigInteger.ONE, greatest))).isTrue();
    assertThat(algorithm.isPair(signature(length, BigInteger.ZERO, BigInteger.ONE))).isFalse();
    assertThat(algorithm.isPair(signature(length, BigInteger.ONE, BigInteger.ZERO))).isFalse();
    assertThat(algorithm.isPair(signature(length, order, BigInteger.ONE))).isFalse();
    assertThat(algorithm.isPair(signature(length, BigInteger.ONE, order))).isFalse();
    assertThat(algorithm.isPair(signature(length, BigInteger.ONE))).isFalse();
  }
}
