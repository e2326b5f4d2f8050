package io.tickcast.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the word that was probably meant by a misspelt one. */
final class SpellingSuggester {
    private static final int LONGEST = 100;

    private SpellingSuggester() {}

    /** @return the first of the nearest words, if about one letter in five or fewer differ */
    static Optional<String> to(String word, Stream<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.max(1, word.length() / 5);
        return known.filter(other -> distance(word, other) <= allowed)
                .min(Comparator.comparingInt(other -> distance(word, other)));
    }

    /** Number of letters that must be inserted, deleted, replaced or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, 1 + d[i - 2][j - 2]) : best;
    }
}
