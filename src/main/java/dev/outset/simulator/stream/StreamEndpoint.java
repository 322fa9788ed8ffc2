package dev.outset.simulator.stream;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The source or the destination of a migration, limited to what its own process knows.
 *
 * @param facts the stream behaviour of the release
 * @param settings the capabilities, parameters and properties
 * @param machine the name of the machine type, with aliases resolved
 * @param uuid the guest UUID; null for none
 * @param hardware the guest hardware
 * @param running whether the guest runs
 * @param replication whether the build supports COLO
 */
public record StreamEndpoint(
        StreamFacts facts,
        Settings settings,
        String machine,
        @Nullable String uuid,
        GuestHardware hardware,
        boolean running,
        boolean replication) {

    /**
     * The settings in effect.
     *
     * @param capability whether a capability is on, by QAPI name
     * @param parameter a parameter as text, by QAPI name; empty if it is unset
     * @param property an internal property as text, by name; empty if the release does not have it
     */
    public record Settings(
            Predicate<String> capability, UnaryOperator<String> parameter, UnaryOperator<String> property) {}

    /** Whether the capability of a role is on. */
    boolean has(String role) {
        return settings.capability().test(facts.names().capability(role));
    }

    /** The parameter of a role as text; empty if it is unset. */
    String value(String role) {
        return settings.parameter().apply(facts.names().parameter(role));
    }

    /** Whether the property of a role is on. */
    boolean isOn(String role) {
        String text = settings.property().apply(facts.names().property(role));
        return text.equals("on") || text.equals("true");
    }

    /** Whether the migration mode keeps memory in place instead of sending it (CPR). */
    public boolean keepsMemory() {
        return facts.names().cprModes().contains(value("mode"));
    }

    /** The number of multifd channels; 0 without multifd. */
    int channels() {
        return has("channels") ? Integer.parseInt(value("channelCount")) : 0;
    }

    /** The multifd compression method. */
    String compression() {
        String method = value("compression");
        return method.isEmpty() ? "none" : method;
    }

    /** The id of the TLS credentials; empty for none. */
    String credentials() {
        return value("credentials");
    }

    /** Whether TLS credentials are set for which no object exists. */
    boolean lacksCredentials() {
        return !credentials().isEmpty() && !hardware.objects().contains(credentials());
    }
}
