package dev.outset.simulator.stream;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One QEMU as it takes part in a migration: what its own process knows.
 *
 * @param facts what its release does
 * @param settings its capabilities, parameters and properties
 * @param machine the real name of its machine type
 * @param uuid its UUID; null when none was given
 * @param hardware the guest's machine
 * @param running whether the guest runs
 * @param replication whether its build has COLO
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
     * What is in force.
     *
     * @param capability whether a capability is on, by QAPI name
     * @param parameter a parameter as text, empty when unset, by QAPI name
     * @param property an internal property as text, empty where the release has none, by name
     */
    public record Settings(
            Predicate<String> capability, UnaryOperator<String> parameter, UnaryOperator<String> property) {}

    /** Whether the capability of a role is on. */
    boolean has(String role) {
        return settings.capability().test(facts.names().capability(role));
    }

    /** The parameter of a role as text; empty when it is unset. */
    String value(String role) {
        return settings.parameter().apply(facts.names().parameter(role));
    }

    /** Whether the property of a role is on. */
    boolean isOn(String role) {
        String text = settings.property().apply(facts.names().property(role));
        return text.equals("on") || text.equals("true");
    }

    /** Whether memory is handed over in the mode in force. */
    public boolean handsOver() {
        return facts.names().handedOver().contains(value("mode"));
    }

    /** How many channels for pages are opened or served; 0 for none but the main one. */
    int channels() {
        return has("channels") ? Integer.parseInt(value("channelCount")) : 0;
    }

    /** How pages on channels are packed. */
    String compression() {
        String method = value("compression");
        return method.isEmpty() ? "none" : method;
    }

    /** The id of the TLS credentials; empty for none. */
    String credentials() {
        return value("credentials");
    }

    /** Whether the credentials are named and there are none of that name. */
    boolean lacksCredentials() {
        return !credentials().isEmpty() && !hardware.objects().contains(credentials());
    }
}
