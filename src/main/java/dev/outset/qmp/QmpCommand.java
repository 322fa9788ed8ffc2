package dev.outset.qmp;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A QMP command with a typed reply, so that callers do not handle JSON keys.
 *
 * @param <R> the type of the reply
 */
public sealed interface QmpCommand<R> {

    /** QAPI's name of the command. */
    String name();

    /** The arguments; empty for a command without arguments. */
    default ObjectNode arguments() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Parses the reply.
     *
     * @throws RuntimeException if the reply does not match the command
     */
    R parseReply(JsonNode value);

    /** The reply of a command that returns nothing. */
    enum Done {
        DONE
    }

    /** A command that returns nothing. */
    sealed interface Action extends QmpCommand<Done> {
        @Override
        default Done parseReply(JsonNode value) {
            return Done.DONE;
        }
    }

    /** {@code qmp_capabilities}: leaves negotiation mode, in which QEMU accepts no other command. */
    record NegotiateCapabilities() implements Action {
        @Override
        public String name() {
            return "qmp_capabilities";
        }
    }

    /** {@code query-version}. */
    record QueryVersion() implements QmpCommand<Version> {
        @Override
        public String name() {
            return "query-version";
        }

        @Override
        public Version parseReply(JsonNode value) {
            JsonNode qemu = value.required("qemu");
            return new Version(
                    qemu.required("major").intValue(),
                    qemu.required("minor").intValue(),
                    qemu.required("micro").intValue(),
                    value.path("package").asString(""));
        }
    }

    /**
     * QAPI's {@code VersionInfo}.
     *
     * @param major the major version
     * @param minor the minor version
     * @param micro the micro version
     * @param packaged the package version; often empty
     */
    record Version(int major, int minor, int micro, String packaged) {}

    /** {@code query-status}. */
    record QueryStatus() implements QmpCommand<RunState> {
        @Override
        public String name() {
            return "query-status";
        }

        @Override
        public RunState parseReply(JsonNode value) {
            return new RunState(
                    value.required("running").booleanValue(),
                    value.required("status").asString());
        }
    }

    /**
     * QAPI's {@code StatusInfo}.
     *
     * @param running whether the virtual CPUs run
     * @param status QAPI's {@code RunState}, such as {@code inmigrate}
     */
    record RunState(boolean running, String status) {}

    /** {@code query-migrate-parameters}. */
    record QueryMigrateParameters() implements QmpCommand<MigrationParameters> {
        @Override
        public String name() {
            return "query-migrate-parameters";
        }

        @Override
        public MigrationParameters parseReply(JsonNode value) {
            return MigrationJson.parameters(value);
        }
    }

    /**
     * {@code migrate-set-parameters}: all or nothing ({@code migration/options.c: qmp_migrate_set_parameters}).
     *
     * @param parameters the parameters to set
     */
    record MigrateSetParameters(MigrationParameters parameters) implements Action {
        @Override
        public String name() {
            return "migrate-set-parameters";
        }

        @Override
        public ObjectNode arguments() {
            return MigrationJson.of(parameters);
        }
    }

    /** {@code query-migrate-capabilities}. */
    record QueryMigrateCapabilities() implements QmpCommand<Map<MigrationCapability, Boolean>> {
        @Override
        public String name() {
            return "query-migrate-capabilities";
        }

        @Override
        public Map<MigrationCapability, Boolean> parseReply(JsonNode value) {
            Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
            value.forEach(entry -> capabilities.put(
                    new MigrationCapability(entry.required("capability").asString()),
                    entry.required("state").booleanValue()));
            return Collections.unmodifiableMap(capabilities);
        }
    }

    /**
     * {@code migrate-set-capabilities}: all or nothing ({@code migration/options.c: migrate_caps_check}).
     *
     * @param capabilities the capabilities to turn on or off
     */
    record MigrateSetCapabilities(Map<MigrationCapability, Boolean> capabilities) implements Action {
        public MigrateSetCapabilities {
            capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
        }

        @Override
        public String name() {
            return "migrate-set-capabilities";
        }

        @Override
        public ObjectNode arguments() {
            return MigrationJson.of(capabilities);
        }
    }

    /**
     * {@code migrate-incoming}; it cannot be repeated after it has succeeded.
     *
     * @param incoming the address to listen on; not {@link Incoming.Deferred}
     */
    record MigrateIncoming(Incoming incoming) implements Action {
        @Override
        public String name() {
            return "migrate-incoming";
        }

        @Override
        public ObjectNode arguments() {
            return MigrationJson.of(incoming);
        }
    }

    /** {@code query-migrate}. */
    record QueryMigrate() implements QmpCommand<MigrationInfo> {
        @Override
        public String name() {
            return "query-migrate";
        }

        @Override
        public MigrationInfo parseReply(JsonNode value) {
            JsonNode status = value.path("status");
            return new MigrationInfo(
                    status.isString() ? status.asString() : null,
                    value.path("error-desc").asString(""),
                    !value.path("socket-address").isEmpty());
        }
    }

    /**
     * The migration state from QAPI's {@code MigrationInfo}.
     *
     * @param status QAPI's {@code MigrationStatus}, such as {@code setup}; null if there has been no migration
     * @param error the QEMU error if the migration failed; otherwise empty
     * @param hasAddress whether it contains an address on which the destination listens
     */
    record MigrationInfo(@Nullable String status, String error, boolean hasAddress) {}

    /** {@code cont}. */
    record Cont() implements Action {
        @Override
        public String name() {
            return "cont";
        }
    }

    /** {@code stop}. */
    record Stop() implements Action {
        @Override
        public String name() {
            return "stop";
        }
    }

    /** {@code quit}: QEMU exits with status 0; the reply may be lost. */
    record Quit() implements Action {
        @Override
        public String name() {
            return "quit";
        }
    }

    /**
     * A command from a migration plan, with an untyped reply.
     *
     * @param name the QAPI name
     * @param arguments the arguments
     */
    record Planned(String name, ObjectNode arguments) implements QmpCommand<JsonNode> {

        /** A command without arguments. */
        public static Planned of(String name) {
            return new Planned(name, JsonNodeFactory.instance.objectNode());
        }

        @Override
        public JsonNode parseReply(JsonNode value) {
            return value;
        }
    }

    /**
     * A command that queries the features of a QEMU binary.
     *
     * @param <R> the type of the reply
     */
    sealed interface Introspection<R> extends QmpCommand<R>
            permits QmpIntrospection.QueryQmpSchema,
                    QmpIntrospection.QueryMachines,
                    QmpIntrospection.QomListProperties {}
}
