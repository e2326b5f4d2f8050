package io.tickcast.page;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Base of the tests of the client against a server that does as the test says. */
abstract class WithStreamServer extends WithBrowser {
    final StreamServer server = StreamServer.start();

    @AfterEach
    void closeServer() {
        server.close();
    }

    Tab tab(Map<String, Object> options) {
        return Tab.connect(open(server.url()), options);
    }
}
