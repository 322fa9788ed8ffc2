package dev.outset.migration.run;

import dev.outset.migration.endpoint.Side;
import dev.outset.migration.job.MigrationContext;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.PlannedAction;
import dev.outset.migration.job.QemuSettings;
import dev.outset.migration.run.MigrationQemus.Located;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Applies the settings of a migration on both sides, verifies them, and makes the destination listen. */
final class ApplySettings {

    /** The error of {@code qmp_migrate_incoming} after it has succeeded once, in all releases. */
    private static final String LISTENS_ALREADY = "The incoming migration has already been started";

    private final MigrationQemus qemus;

    ApplySettings(MigrationQemus qemus) {
        this.qemus = qemus;
    }

    Transition apply(MigrationJob migration, MigrationJobState.Applying applying, Instant now) {
        MigrationContext context = applying.context();
        if (migration.cancelled()) {
            return restore(context, MigrationResult.cancelled("The migration was cancelled before it started"), now);
        }
        Optional<Located> from =
                qemus.find(migration.request().source(), context.source().boot());
        Optional<Located> to = qemus.find(
                migration.request().destination(), context.destination().boot());
        if (from.isEmpty() || to.isEmpty()) {
            return restore(
                    context, MigrationResult.failed("VmRestarted", "One of the VMs was stopped or restarted"), now);
        }
        try (MigrationQmp source = qemus.open(from.get());
                MigrationQmp destination = qemus.open(to.get())) {
            for (PlannedAction action : context.actions()) {
                Optional<MigrationResult> failed = perform(action, action.side() == Side.SOURCE ? source : destination);
                if (failed.isPresent()) {
                    return restore(context, failed.get(), now);
                }
            }
            if (migration.request().address() == null) {
                Optional<MigrationResult> mismatch = addressMismatch(context.actions(), destination);
                if (mismatch.isPresent()) {
                    return restore(context, mismatch.get(), now);
                }
            }
        }
        return Transition.To.of(new MigrationJobState.Starting(context));
    }

    private static Transition restore(MigrationContext context, MigrationResult result, Instant now) {
        return Transition.To.of(new MigrationJobState.Restoring(context, result, now));
    }

    private static Optional<MigrationResult> perform(PlannedAction action, MigrationQmp monitor) {
        return switch (action.kind()) {
            case CAPABILITIES, PARAMETERS -> set(action, monitor);
            case VERIFY -> verify(action, monitor);
            case LISTEN -> listen(action, monitor);
            case MIGRATE -> Optional.empty();
        };
    }

    /**
     * Sends only settings that are not in force: a listening destination refuses every change, even to the current
     * value.
     */
    private static Optional<MigrationResult> set(PlannedAction action, MigrationQmp monitor) {
        boolean inForce = monitor.settings().missingFor(wanted(action)).isEmpty();
        return inForce
                ? Optional.empty()
                : monitor.trySend(action)
                        .map(text -> MigrationResult.failed(
                                "SettingsRefused",
                                "The " + action.side() + " refused " + action.command() + ": " + text));
    }

    private static QemuSettings wanted(PlannedAction action) {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        action.arguments()
                .path("capabilities")
                .forEach(each -> capabilities.set(each.path("capability").asString(""), each.path("state")));
        return action.kind() == PlannedAction.Kind.CAPABILITIES
                ? new QemuSettings(capabilities, JsonNodeFactory.instance.objectNode())
                : new QemuSettings(JsonNodeFactory.instance.objectNode(), action.arguments());
    }

    private static Optional<MigrationResult> verify(PlannedAction action, MigrationQmp monitor) {
        boolean ofCapabilities = action.command().endsWith("capabilities");
        QemuSettings wanted = ofCapabilities
                ? new QemuSettings(action.inForce(), JsonNodeFactory.instance.objectNode())
                : new QemuSettings(JsonNodeFactory.instance.objectNode(), action.inForce());
        QemuSettings missing = monitor.settings().missingFor(wanted);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(MigrationResult.failed(
                        "NotVerified",
                        "The " + action.side() + " does not have the settings that were applied: "
                                + missing.describe()));
    }

    /** Returns whether all settings that a plan verifies on one side are still in force. */
    static boolean isInForce(List<PlannedAction> actions, Side side, MigrationQmp monitor) {
        return actions.stream()
                .filter(action -> action.kind() == PlannedAction.Kind.VERIFY && action.side() == side)
                .allMatch(action -> verify(action, monitor).isEmpty());
    }

    private static Optional<MigrationResult> listen(PlannedAction action, MigrationQmp monitor) {
        if (monitor.info().has("socket-address")) {
            return Optional.empty();
        }
        return monitor.trySend(action)
                .filter(text -> !text.contains(LISTENS_ALREADY))
                .map(text -> MigrationResult.failed("IncomingRefused", "The destination refused to listen: " + text));
    }

    /**
     * Checks that the destination listens on the address that the source will connect to. The definition may have
     * changed since the destination started to listen, and QEMU may have chosen another port of a range, so a different
     * QEMU may listen there.
     */
    private static Optional<MigrationResult> addressMismatch(List<PlannedAction> actions, MigrationQmp destination) {
        Optional<String> target = actions.stream()
                .filter(action -> action.kind() == PlannedAction.Kind.MIGRATE)
                .map(action -> action.arguments().path("uri").asString(""))
                .filter(uri -> uri.startsWith("tcp:") || uri.startsWith("unix:"))
                .findFirst();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        List<ListenAddress> addresses = destination
                .info()
                .path("socket-address")
                .valueStream()
                .flatMap(address -> address(address).stream())
                .toList();
        boolean confirmed = ListenAddress.of(target.get())
                .filter(address -> addresses.stream().anyMatch(each -> each.mayReceive(address)))
                .isPresent();
        return confirmed
                ? Optional.empty()
                : Optional.of(MigrationResult.failed(
                        "DestinationAddressMismatch",
                        "The destination does not listen on the address in its definition; restart it to apply its"
                                + " definition"));
    }

    private static Optional<ListenAddress> address(JsonNode address) {
        return switch (address.path("type").asString("")) {
            case "inet" ->
                Optional.of(ListenAddress.of(
                        "tcp",
                        address.path("host").asString(""),
                        address.path("port").asString("")));
            case "unix" -> ListenAddress.of("unix:" + address.path("path").asString(""));
            default -> Optional.empty();
        };
    }
}
