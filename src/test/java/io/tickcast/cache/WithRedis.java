package io.tickcast.cache;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Base of the tests of a Redis that works: one for each class, empty before each test. */
@Tag("service")
@Timeout(300)
abstract class WithRedis {
    static RedisProcess redis;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisProcess.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void empty() throws Exception {
        redis.call("FLUSHALL");
        redis.call("CONFIG", "RESETSTAT");
    }
}
