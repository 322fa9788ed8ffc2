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

/** What a migration says to one QEMU. Every method may throw {@link dev.outset.qmp.QmpException}. */
final class MigrationQmp implements AutoCloseable {

    /** Run states in which the guest is not here, or is about to leave. */
    private static final Set<String> WITHOUT_GUEST = Set.of("inmigrate", "finish-migrate", "postmigrate");

    private final QmpClient client;

    MigrationQmp(QmpClient client) {
        this.client = client;
    }

    JsonNode send(String command, ObjectNode arguments) {
        return client.execute(new QmpCommand.Planned(command, arguments));
    }

    private JsonNode ask(String query) {
        return client.execute(QmpCommand.Planned.of(query));
    }

    /** All that is in force. */
    QemuSettings settings() {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        ask("query-migrate-capabilities")
                .forEach(row -> capabilities.set(row.path("capability").asString(""), row.path("state")));
        return ask("query-migrate-parameters") instanceof ObjectNode parameters
                ? new QemuSettings(capabilities, parameters)
                : new QemuSettings(capabilities, JsonNodeFactory.instance.objectNode());
    }

    /** Sets what is missing. */
    void set(QemuSettings missing) {
        if (!missing.capabilities().isEmpty()) {
            send("migrate-set-capabilities", missing.capabilityArguments());
        }
        if (!missing.parameters().isEmpty()) {
            send("migrate-set-parameters", missing.parameters());
        }
    }

    /** How far QEMU's last migration is; outgoing, or incoming where there was none. */
    JsonNode info() {
        return ask("query-migrate");
    }

    /** Whether the guest is in this QEMU as far as its run state says: it has not gone, and is not being waited for. */
    boolean hasGuest() {
        return !WITHOUT_GUEST.contains(runState());
    }

    /** QEMU's run state. */
    String runState() {
        return ask("query-status").path("status").asString("");
    }

    void goOn(String status) {
        send("migrate-continue", JsonNodeFactory.instance.objectNode().put("state", status));
    }

    void cancel() {
        ask("migrate_cancel");
    }

    /** Sends a command; QEMU's text if it refuses. */
    Optional<String> refused(PlannedAction action) {
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
