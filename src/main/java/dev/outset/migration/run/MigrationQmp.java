package dev.outset.migration.run;

import dev.outset.migration.job.PlannedAction;
import dev.outset.migration.job.QemuSettings;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpRefusedException;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The QMP commands that a migration sends to one QEMU. All methods may throw {@link dev.outset.qmp.QmpException}. */
final class MigrationQmp implements AutoCloseable {

    /** Run states in which QEMU does not have the guest, or is about to hand it over. */
    private static final Set<String> WITHOUT_GUEST = Set.of("inmigrate", "finish-migrate", "postmigrate");

    private final QmpClient client;

    MigrationQmp(QmpClient client) {
        this.client = client;
    }

    /** Sends a command and returns its reply. */
    JsonNode send(String command, ObjectNode arguments) {
        return client.execute(new QmpCommand.Planned(command, arguments));
    }

    private JsonNode query(String command) {
        return client.execute(QmpCommand.Planned.of(command));
    }

    /** Returns the capabilities and parameters in force. */
    QemuSettings settings() {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        query("query-migrate-capabilities")
                .forEach(row -> capabilities.set(row.path("capability").asString(""), row.path("state")));
        return query("query-migrate-parameters") instanceof ObjectNode parameters
                ? new QemuSettings(capabilities, parameters)
                : new QemuSettings(capabilities, JsonNodeFactory.instance.objectNode());
    }

    /** Sets the missing capabilities and parameters. */
    void set(QemuSettings missing) {
        if (!missing.capabilities().isEmpty()) {
            send("migrate-set-capabilities", missing.capabilityArguments());
        }
        if (!missing.parameters().isEmpty()) {
            send("migrate-set-parameters", missing.parameters());
        }
    }

    /** Returns the reply to {@code query-migrate}: the state of the last outgoing migration, or of the incoming one. */
    JsonNode info() {
        return query("query-migrate");
    }

    /** Returns whether QEMU has the guest according to its run state. */
    boolean hasGuest() {
        return !WITHOUT_GUEST.contains(runState());
    }

    /** Returns QEMU's run state. */
    String runState() {
        return query("query-status").path("status").asString("");
    }

    /** Continues a migration that paused before the switchover. */
    void continueMigration(String status) {
        send("migrate-continue", JsonNodeFactory.instance.objectNode().put("state", status));
    }

    /** Cancels the migration. */
    void cancel() {
        query("migrate_cancel");
    }

    /** Sends a command; returns QEMU's error message if it refuses. */
    Optional<String> trySend(PlannedAction action) {
        try {
            send(action.command(), action.arguments());
            return Optional.empty();
        } catch (QmpRefusedException refused) {
            return Optional.of(refused.desc());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
