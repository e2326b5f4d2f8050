package io.tickcast.alert.delivery;

import io.netty.util.NetUtil;
import io.tickcast.alert.rule.Receiver;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The check of a receiver before a rule may have it, with errors that say what would be right. Immutable. */
public final class ReceiverCheck {
    private static final int LONGEST = 2_048;
    private static final int LAST_PORT = 65_535;
    private static final String SETTING = "alert.allow-private-addresses";
    /** Names that resolvers read as an address of IPv4, also in octal, in hexadecimal, and with fewer parts. */
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");

    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|\\.)0\\d");

    private static final Pattern LOCALHOST = Pattern.compile("(?:.*\\.)?localhost\\.?");

    private final boolean allowPrivateAddresses;

    public ReceiverCheck(boolean allowPrivateAddresses) {
        this.allowPrivateAddresses = allowPrivateAddresses;
    }

    /** The error of a receiver, in words that hold no part of a token or a secret. */
    public Optional<String> problem(Receiver receiver) {
        return webhookProblem(receiver.webhook())
                .or(() -> WebhookProtocol.of(receiver.format()).problem(receiver));
    }

    private Optional<String> webhookProblem(URI webhook) {
        String scheme = webhook.getScheme() == null ? "" : webhook.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && allowPrivateAddresses)) {
            return Optional.of("webhook must begin with https://"
                    + (allowPrivateAddresses ? " or http://" : "; http:// needs " + SETTING));
        }
        if (webhook.toString().length() > LONGEST) {
            return Optional.of("webhook must not be longer than " + LONGEST + " characters");
        }
        if (webhook.getRawAuthority() != null && webhook.getRawAuthority().contains("@")) {
            return Optional.of("webhook must not have a user or password before its host: they are not sent");
        }
        if (webhook.getRawFragment() != null) {
            return Optional.of("webhook must not have a part after #: it is not sent");
        }
        if (webhook.getPort() == 0 || webhook.getPort() > LAST_PORT) {
            return Optional.of("webhook must have a port from 1 to " + LAST_PORT);
        }
        return hostProblem(webhook.getHost() == null ? "" : webhook.getHost().toLowerCase(Locale.ROOT));
    }

    private Optional<String> hostProblem(String host) {
        Optional<InetAddress> literal = literal(host);
        boolean isMalformed = literal.isEmpty()
                && (host.isEmpty()
                        || host.startsWith("[")
                        || NUMERIC.matcher(host).matches());
        if (isMalformed) {
            return Optional.of("webhook must have a host name in ASCII, four decimal numbers (192.0.2.1) or an IPv6 "
                    + "address in brackets");
        }
        boolean isPublic = literal.map(PublicAddresses::contains)
                .orElse(!LOCALHOST.matcher(host).matches());
        return isPublic || allowPrivateAddresses
                ? Optional.empty()
                : Optional.of("webhook must not be at a private or reserved address; " + SETTING + " allows it");
    }

    /** The address of a host that is one, without the zone of a link. */
    private static Optional<InetAddress> literal(String host) {
        boolean isIpv4 =
                NetUtil.isValidIpV4Address(host) && !LEADING_ZERO.matcher(host).find();
        return isIpv4 || (host.startsWith("[") && !host.contains("%"))
                ? Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(host))
                : Optional.empty();
    }
}
