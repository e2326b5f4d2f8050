package io.tickcast.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The start and the end of the lines of a body, whatever stands in them. */
class BodyLinesTest {
    private static List<String> lines(String body) {
        return lines(body, 100);
    }

    /** Each with its number. */
    private static List<String> lines(String body, int most) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        BodyLines found = BodyLines.of(bytes, most);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < found.count(); i++) {
            lines.add(found.number(i) + ":"
                    + new String(bytes, found.start(i), found.end(i) - found.start(i), StandardCharsets.UTF_8).strip());
        }
        return lines;
    }

    @Test
    void anArrayIsItsElements() {
        assertThat(lines("[{\"a\":1},{\"b\":[1,2]} ,\n {\"c\":{\"d\":1}}]\n"))
                .containsExactly("1:{\"a\":1}", "2:{\"b\":[1,2]}", "3:{\"c\":{\"d\":1}}");
        assertThat(lines("[1]")).containsExactly("1:1");
        assertThat(lines("[]")).isEmpty();
        assertThat(lines(" [ ] ")).isEmpty();
    }

    @Test
    void textIsItsLinesWithoutBlankOnes() {
        assertThat(lines("{\"a\":1}\n\r\n  \n{\"b\":2}\r\n{\"c\":3}"))
                .containsExactly("1:{\"a\":1}", "4:{\"b\":2}", "5:{\"c\":3}");
        assertThat(lines("\uFEFF{\"a\":1}\n{\"b\":2}")).containsExactly("1:{\"a\":1}", "2:{\"b\":2}");
        assertThat(lines("x\n{\"b\":2}")).containsExactly("1:x", "2:{\"b\":2}");
    }

    @Test
    void aSingleObjectMayHaveSeveralLines() {
        assertThat(lines("{\n  \"a\": 1,\n  \"b\": {}\n}\n")).containsExactly("1:{\n  \"a\": 1,\n  \"b\": {}\n}");
        assertThat(lines("{\"a\":1}")).containsExactly("1:{\"a\":1}");
    }

    @Test
    void whatStandsInATextSeparatesNothing() {
        assertThat(lines("[{\"a\":\"],[}{\\\"],\"},{\"b\":\"\\\\\"},3]"))
                .containsExactly("1:{\"a\":\"],[}{\\\"],\"}", "2:{\"b\":\"\\\\\"}", "3:3");
    }

    @Test
    void aBrokenElementLeavesTheOthersReadable() {
        assertThat(lines("[{\"a\":},{b},x,,{\"c\":1]},{\"d\":1}]"))
                .containsExactly("1:{\"a\":}", "2:{b}", "3:x", "4:", "5:{\"c\":1]}", "6:{\"d\":1}");
        // A text ends with its line at the latest.
        assertThat(lines("[{\"a\":\"1},\n{\"b\":2}]")).containsExactly("1:{\"a\":\"1},\n{\"b\":2}]", "2:");
        assertThat(lines("[\"a,\n{\"b\":2}]")).hasSize(1);
        assertThat(lines("[\"a\n,{\"b\":2}]")).containsExactly("1:\"a", "2:{\"b\":2}");
    }

    @Test
    void whatIsMissingOrTooMuchIsALineOfItsOwn() {
        assertThat(lines("[1,2")).containsExactly("1:1", "2:2", "3:");
        assertThat(lines("[1,2,")).containsExactly("1:1", "2:2", "3:");
        assertThat(lines("[1,]")).containsExactly("1:1", "2:");
        assertThat(lines("[")).containsExactly("1:");
        assertThat(lines("[1] [2]")).containsExactly("1:1", "2:[2]");
        assertThat(lines("[{\"a\":1},{\"b")).hasSize(3).contains("1:{\"a\":1}", "2:{\"b");
        assertThat(lines("[\"\\")).containsExactly("1:\"\\", "2:");
    }

    @Test
    void nothingIsBlank() {
        for (String body : List.of("", " ", "\n\n", "\uFEFF", "\uFEFF\r\n")) {
            assertThat(BodyLines.of(body.getBytes(StandardCharsets.UTF_8), 1).isBlank())
                    .as(body)
                    .isTrue();
        }
        for (String body : List.of("[]", "x", "{")) {
            assertThat(BodyLines.of(body.getBytes(StandardCharsets.UTF_8), 1).isBlank())
                    .as(body)
                    .isFalse();
        }
    }

    @Test
    void oneMoreThanAllowedEndsTheSearch() {
        assertThat(lines("x\n".repeat(10), 3)).hasSize(4);
        assertThat(lines("[" + "1,".repeat(10) + "1]", 3)).hasSize(4);
        assertThat(lines("x\n".repeat(3), 3)).hasSize(3);
    }
}
