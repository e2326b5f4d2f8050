package io.tickcast.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The variables that Kubernetes puts into every container for a service called {@code tickcast} or
 * {@code tickcast-<something>}, and for one called {@code redis}. They look like ours and mean nothing to us.
 */
final class KubernetesVariables {
    private static final String SERVICE = "TICKCAST(_[A-Z0-9_]+)?";
    private static final Pattern NAME = Pattern.compile(
            SERVICE + "_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern PORT_NAME = Pattern.compile(SERVICE + "_PORT");
    private static final Pattern PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://\\S+:\\d+");

    private KubernetesVariables() {}

    /** A bare {@code _PORT} counts only with Kubernetes' kind of value, else it is a misspelt setting. */
    static boolean isOne(String name, String value) {
        return NAME.matcher(name).matches() || (PORT_NAME.matcher(name).matches() && isPortValue(value));
    }

    /**
     * Whether this is the port of a service called {@code tickcast-http} or the like, whose variable has the very name
     * of a setting. Kubernetes gives its host beside it, and a value that no setting takes.
     */
    static boolean isPortOfService(String name, Map<String, String> environment) {
        return PORT_NAME.matcher(name).matches()
                && isPortValue(environment.getOrDefault(name, ""))
                && environment.containsKey(name.substring(0, name.length() - "PORT".length()) + "SERVICE_HOST");
    }

    static boolean isPortValue(String value) {
        return PORT_VALUE.matcher(value).matches();
    }
}
