package io.tickcast.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** A SOCKS proxy of version 5 (RFC 1928) with user and password (RFC 1929), which knows CONNECT and nothing else. */
public final class Socks5Proxy extends ProxyServer {
    private static final byte VERSION = 5;
    private static final byte WITH_PASSWORD = 2;
    private static final int DOMAIN = 3;
    private static final int IPV4_LENGTH = 4;

    private Socks5Proxy(Vertx vertx, String... userAndPassword) {
        super(vertx, userAndPassword);
    }

    /** @param userAndPassword both, where the proxy asks for them */
    public static Future<Socks5Proxy> start(Vertx vertx, String... userAndPassword) {
        Socks5Proxy proxy = new Socks5Proxy(vertx, userAndPassword);
        return proxy.listen().map(proxy);
    }

    /** Each step comes in a piece of its own, since the client waits for the answer to the one before. */
    @Override
    void negotiate(Guest guest) {
        Buffer said = guest.unread();
        guest.read(said.length());
        switch (guest.step++) {
            case 0 -> greet(guest, said);
            case 1 -> authenticate(guest, said);
            default -> connect(guest, said);
        }
    }

    private void greet(Guest guest, Buffer said) {
        boolean offersPassword = said.getString(2, said.length()).indexOf(WITH_PASSWORD) >= 0;
        if (!asksForCredentials()) {
            guest.step++;
            guest.say(bytes(VERSION, 0));
        } else if (offersPassword) {
            guest.say(bytes(VERSION, WITH_PASSWORD));
        } else {
            guest.mayPass("");
            guest.refuse(bytes(VERSION, 0xff));
        }
    }

    private void authenticate(Guest guest, Buffer said) {
        int userEnd = 2 + said.getUnsignedByte(1);
        String user = said.getString(2, userEnd);
        String password = said.getString(userEnd + 1, userEnd + 1 + said.getUnsignedByte(userEnd));
        if (guest.mayPass(user + ':' + password)) {
            guest.say(bytes(1, 0));
        } else {
            guest.refuse(bytes(1, 1));
        }
    }

    private void connect(Guest guest, Buffer said) {
        boolean named = said.getByte(3) == DOMAIN;
        int hostEnd = named ? 5 + said.getUnsignedByte(4) : 4 + IPV4_LENGTH;
        String host = named ? said.getString(5, hostEnd) : LOOPBACK;
        guest.tunnel(host, said.getUnsignedShort(hostEnd), bytes(VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    }

    private static Buffer bytes(int... values) {
        Buffer bytes = Buffer.buffer();
        for (int value : values) {
            bytes.appendByte((byte) value);
        }
        return bytes;
    }
}
