package io.tickcast.feed;

import java.util.Arrays;

/**
 * A view of characters where the parser keeps them, so that they are compared and looked up without a String. Equal to
 * another of the same characters; shows others after {@link #show}. Not thread-safe.
 */
public final class Text implements CharSequence {
    private char[] chars = {};
    private int offset;
    private int length;

    public static Text of(String text) {
        return new Text().show(text.toCharArray(), 0, text.length());
    }

    public Text show(char[] chars, int offset, int length) {
        this.chars = chars;
        this.offset = offset;
        this.length = length;
        return this;
    }

    public boolean endsWith(String end) {
        int from = length - end.length();
        for (int i = 0; i < end.length(); i++) {
            if (from < 0 || charAt(from + i) != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[offset + index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().subSequence(start, end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text that
                && Arrays.equals(chars, offset, offset + length, that.chars, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + chars[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return new String(chars, offset, length);
    }
}
