package dev.outset.qmp;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.outset.binding.Default;
import dev.outset.binding.Discriminator;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
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

    /** Returns the command as QMP sends it, without an id. */
    default ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("execute", name());
        ObjectNode arguments = arguments();
        return arguments.isEmpty() ? json : json.set("arguments", arguments);
    }

    /**
     * Parses the reply.
     *
     * @throws RuntimeException if the reply does not match the command
     */
    R parseReply(JsonNode value);

    /** The reader of replies. */
    final class Replies {

        private static final RecordReader READER = RecordReader.ignoringUnknownMembers();

        private Replies() {}
    }

    private static ObjectNode address(Incoming incoming) {
        return switch (incoming) {
            case Incoming.Deferred() ->
                throw new IllegalArgumentException("migrate-incoming requires an address to listen on");
            case Incoming.Uri(String uri) ->
                JsonNodeFactory.instance.objectNode().put("uri", uri);
            case Incoming.Channels(List<IncomingChannel> channels) ->
                JsonNodeFactory.instance
                        .objectNode()
                        .set(
                                "channels",
                                new RecordWriter()
                                        .tree(channels.stream()
                                                .map(IncomingChannel::qapiForm)
                                                .toList()));
        };
    }

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

    /** A command that a migration plan may contain. */
    @Discriminator("execute")
    sealed interface Planned extends Action {}

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
            return Replies.READER.require(value, RunState.class);
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
            JsonNode given =
                    value instanceof ObjectNode members ? members.deepCopy().removeIf(JsonNode::isNull) : value;
            return Replies.READER.require(given, MigrationParameters.class);
        }
    }

    /**
     * {@code migrate-set-parameters}: all or nothing ({@code migration/options.c: qmp_migrate_set_parameters}).
     *
     * @param parameters the parameters to set
     */
    record MigrateSetParameters(MigrationParameters parameters) implements Planned {
        @Override
        public String name() {
            return "migrate-set-parameters";
        }

        @Override
        public ObjectNode arguments() {
            return new RecordWriter().write(parameters);
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
    record MigrateSetCapabilities(Map<MigrationCapability, Boolean> capabilities) implements Planned {
        public MigrateSetCapabilities {
            capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
        }

        @Override
        public String name() {
            return "migrate-set-capabilities";
        }

        @Override
        public ObjectNode arguments() {
            ObjectNode arguments = JsonNodeFactory.instance.objectNode();
            ArrayNode list = arguments.putArray("capabilities");
            capabilities.forEach((capability, on) ->
                    list.addObject().put("capability", capability.name()).put("state", on));
            return arguments;
        }
    }

    /**
     * {@code migrate-incoming}; it cannot be repeated after it has succeeded.
     *
     * @param incoming the address to listen on; not {@link Incoming.Deferred}
     */
    record MigrateIncoming(Incoming incoming) implements Planned {
        @Override
        public String name() {
            return "migrate-incoming";
        }

        @Override
        public ObjectNode arguments() {
            return address(incoming);
        }
    }

    /**
     * {@code migrate}: starts the migration and returns at once.
     *
     * @param target the address to connect to; not {@link Incoming.Deferred}
     */
    record Migrate(Incoming target) implements Planned {
        @Override
        public String name() {
            return "migrate";
        }

        @Override
        public ObjectNode arguments() {
            return address(target);
        }
    }

    /**
     * {@code migrate-continue}: continues a migration that has paused.
     *
     * @param state QAPI's {@code MigrationStatus} in which it has paused
     */
    record MigrateContinue(String state) implements Planned {
        @Override
        public String name() {
            return "migrate-continue";
        }

        @Override
        public ObjectNode arguments() {
            return JsonNodeFactory.instance.objectNode().put("state", state);
        }
    }

    /** {@code migrate_cancel}; a completed migration is not affected. */
    record MigrateCancel() implements Action {
        @Override
        public String name() {
            return "migrate_cancel";
        }
    }

    /** {@code query-migrate}: the state of the last outgoing migration, or of the incoming one. */
    record QueryMigrate() implements QmpCommand<MigrationInfo> {
        @Override
        public String name() {
            return "query-migrate";
        }

        @Override
        public MigrationInfo parseReply(JsonNode value) {
            return Replies.READER.require(value, MigrationInfo.class);
        }
    }

    /**
     * The migration state from QAPI's {@code MigrationInfo}.
     *
     * @param status QAPI's {@code MigrationStatus}, such as {@code setup}; null if there has been no migration
     * @param error the QEMU error if the migration failed; otherwise empty
     * @param addresses the addresses on which the destination listens
     * @param ram how much of the memory is transferred; null unless QEMU reports it, as before the transfer and after
     *     a failure
     * @param totalMillis the duration so far in milliseconds
     * @param downtimeMillis the downtime in milliseconds; null until it is known
     * @param expectedDowntimeMillis the expected downtime in milliseconds; null unless QEMU reports it
     * @param cpuThrottlePercentage the percentage by which the CPUs are throttled; null if they are not
     */
    record MigrationInfo(
            @Nullable String status,
            @JsonProperty("error-desc") @Default("") String error,
            @JsonProperty("socket-address") @Default("[]") List<MigrationAddress.Socket> addresses,
            @Nullable Ram ram,
            @JsonProperty("total-time") @Default("0") long totalMillis,
            @JsonProperty("downtime") @Nullable Long downtimeMillis,
            @JsonProperty("expected-downtime") @Nullable Long expectedDowntimeMillis,

            @JsonProperty("cpu-throttle-percentage") @Nullable Integer cpuThrottlePercentage) {
        public MigrationInfo {
            addresses = List.copyOf(addresses);
        }

        /** Returns whether it contains an address on which the destination listens. */
        public boolean hasAddress() {
            return !addresses.isEmpty();
        }
    }

    /**
     * QAPI's {@code MigrationRAMStats}.
     *
     * @param transferred bytes transferred so far
     * @param remaining bytes that remain
     * @param total bytes of memory
     * @param dirtySyncCount iterations over the memory
     * @param mbps the throughput in megabits per second
     * @param dirtyPagesRate pages that the guest dirties per second
     * @param pageSize the size of a page in bytes
     */
    record Ram(
            @Default("0") long transferred,
            @Default("0") long remaining,
            @Default("0") long total,
            @JsonProperty("dirty-sync-count") @Default("0") long dirtySyncCount,
            @Default("0") double mbps,
            @JsonProperty("dirty-pages-rate") @Default("0") long dirtyPagesRate,
            @JsonProperty("page-size") @Default("0") long pageSize) {}

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
     * A command that queries the features of a QEMU binary.
     *
     * @param <R> the type of the reply
     */
    sealed interface Introspection<R> extends QmpCommand<R>
            permits QmpIntrospection.QueryQmpSchema,
                    QmpIntrospection.QueryMachines,
                    QmpIntrospection.QomListProperties {}
}
