package io.tickcast.sse.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void isMillisSinceTheEpoch() {
        assertThat(Cursor.parse("1704868500123")).contains(1_704_868_500_123L);
        assertThat(Cursor.parse("0")).contains(0L);
        assertThat(Cursor.parse("999999999999999")).contains(999_999_999_999_999L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1e9",
                "0x1F",
                "1704868500123 ",
                "1704868500123\n",
                "1000000000000000",
                "9223372036854775808",
                "99999999999999999999999999",
                "١٢٣",
                "b-17",
                "abc",
                "null",
                "1\u00002"
            })
    void whatIsNoneOfOursIsNone(String id) {
        assertThat(Cursor.parse(id)).isEmpty();
    }
}
