package io.tickcast.demo.candle;

/** Ends a REST call with an answer that is an error. */
final class RestRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient RestAnswer answer;

    RestRefusal(RestAnswer answer) {
        super(answer.body(), null, false, false);
        this.answer = answer;
    }

    RestAnswer answer() {
        return answer;
    }
}
