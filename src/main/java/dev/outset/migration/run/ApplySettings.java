package dev.outset.migration.run;

import dev.outset.migration.plan.ListenAddress;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpForbiddenException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.Launchers.Located;
import dev.outset.reconcile.verify.Observation;
import dev.outset.reconcile.verify.SettingValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies the settings of a migration on both sides, verifies them, and makes the destination listen. */
final class ApplySettings {

    private final Launchers qemus;

    ApplySettings(Launchers qemus) {
        this.qemus = qemus;
    }

    Transition apply(Migration migration, Migration.Applying applying, Instant now) {
        List<MigrationStep.Action> performed = new ArrayList<>();
        Optional<MigrationResult> fault;
        try {
            fault = fault(migration, applying, performed);
        } catch (QmpForbiddenException forbidden) {
            fault = Optional.of(MigrationResult.forbidden(forbidden));
        }
        Migration.Baseline before =
                applying.before().with(settings(performed, Side.SOURCE), settings(performed, Side.DESTINATION));
        return fault.<Transition>map(result -> new Transition.To(new Migration.Restoring(before, result, now)))
                .orElseGet(() -> new Transition.To(new Migration.Starting(applying.steps(), before)));
    }

    /** Returns the settings that steps set on a side. */
    static SettingValues settings(List<MigrationStep.Action> steps, Side side) {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        MigrationParameters parameters = MigrationParameters.none();
        for (MigrationStep.Action step : steps) {
            if (step.side() == side && step instanceof MigrationStep.Send send) {
                switch (send.command()) {
                    case QmpCommand.MigrateSetCapabilities(var set) -> capabilities.putAll(set);
                    case QmpCommand.MigrateSetParameters(var set) -> parameters = parameters.overlaidWith(set);
                    case QmpCommand.MigrateIncoming _, QmpCommand.Migrate _, QmpCommand.MigrateContinue _ -> {}
                }
            }
        }
        return new SettingValues(capabilities, parameters);
    }

    /** Performs the steps; returns why the migration ends, or empty if all were performed. */
    private Optional<MigrationResult> fault(
            Migration migration, Migration.Applying applying, List<MigrationStep.Action> performed) {
        if (migration.cancelled()) {
            return Optional.of(MigrationResult.cancelled("The migration was cancelled before it started"));
        }
        MigrationRequest request = migration.request();
        Optional<Located> from =
                qemus.find(request.source(), applying.before().source().boot());
        Optional<Located> to = qemus.find(
                request.destination(), applying.before().destination().boot());
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.of(MigrationResult.failed("VmRestarted", "One of the VMs was stopped or restarted"));
        }
        try (QmpClient source = qemus.open(from.get());
                QmpClient destination = qemus.open(to.get())) {
            for (MigrationStep.Action step : applying.steps()) {
                Optional<MigrationResult> failed = perform(step, step.side() == Side.SOURCE ? source : destination);
                if (failed.isPresent()) {
                    return failed;
                }
                performed.add(step);
            }
            return request.address() == null ? addressMismatch(applying.steps(), destination) : Optional.empty();
        }
    }

    private static Optional<MigrationResult> perform(MigrationStep.Action step, QmpClient client) {
        return switch (step) {
            case MigrationStep.Verify verify -> verify(verify, client);
            case MigrationStep.Send send ->
                switch (send.command()) {
                    case QmpCommand.MigrateSetCapabilities(var capabilities) ->
                        set(send, new SettingValues(capabilities, MigrationParameters.none()), client);
                    case QmpCommand.MigrateSetParameters(var parameters) ->
                        set(send, new SettingValues(Map.of(), parameters), client);
                    case QmpCommand.MigrateIncoming listen -> listen(listen, client);
                    case QmpCommand.Migrate _, QmpCommand.MigrateContinue _ -> Optional.empty();
                };
        };
    }

    /**
     * Sends only settings that are not in force: a listening destination refuses every change, even to the current
     * value.
     */
    private static Optional<MigrationResult> set(MigrationStep.Send step, SettingValues wanted, QmpClient client) {
        return Observation.of(client).missing(wanted).isEmpty()
                ? Optional.empty()
                : refusal(step.command(), client)
                        .map(text -> MigrationResult.failed(
                                "SettingsRefused",
                                "The " + step.side() + " refused "
                                        + step.command().name() + ": " + text));
    }

    /** Sends a command; returns QEMU's error message if it refuses. */
    static Optional<String> refusal(QmpCommand<?> command, QmpClient client) {
        try {
            client.execute(command);
            return Optional.empty();
        } catch (QmpRefusedException refused) {
            return Optional.of(refused.desc());
        }
    }

    private static Optional<MigrationResult> verify(MigrationStep.Verify step, QmpClient client) {
        SettingValues missing = Observation.of(client).missing(step.wanted());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(MigrationResult.failed(
                        "NotVerified",
                        "The " + step.side() + " does not have the settings that were applied: " + missing.describe()));
    }

    /** Returns whether all settings that a plan verifies on the source are still in force. */
    static boolean isInForce(List<MigrationStep.Action> steps, QmpClient source) {
        return steps.stream()
                .filter(step -> step.side() == Side.SOURCE)
                .allMatch(step -> !(step instanceof MigrationStep.Verify verify)
                        || verify(verify, source).isEmpty());
    }

    private static Optional<MigrationResult> listen(QmpCommand.MigrateIncoming command, QmpClient client) {
        if (client.execute(new QmpCommand.QueryMigrate()).hasAddress()) {
            return Optional.empty();
        }
        try {
            client.execute(command);
            return Optional.empty();
        } catch (QmpRefusedException refused) {
            return refused.listensAlready()
                    ? Optional.empty()
                    : Optional.of(MigrationResult.failed(
                            "IncomingRefused", "The destination refused to listen: " + refused.desc()));
        }
    }

    /**
     * Checks that the destination listens on the address that the source will connect to. The definition may have
     * changed since the destination started to listen, and QEMU may have chosen another port of a range, so a different
     * QEMU may listen there.
     */
    private static Optional<MigrationResult> addressMismatch(List<MigrationStep.Action> steps, QmpClient destination) {
        Optional<String> target = steps.stream()
                .flatMap(step -> target(step).stream())
                .filter(uri -> uri.startsWith("tcp:") || uri.startsWith("unix:"))
                .findFirst();
        boolean confirmed = target.isEmpty()
                || ListenAddress.mayReceive(
                        destination.execute(new QmpCommand.QueryMigrate()).addresses(), target.get());
        return confirmed
                ? Optional.empty()
                : Optional.of(MigrationResult.failed(
                        "DestinationAddressMismatch",
                        "The destination does not listen on the address in its definition; restart it to apply its"
                                + " definition"));
    }

    private static Optional<String> target(MigrationStep.Action step) {
        return step instanceof MigrationStep.Send send
                        && send.command() instanceof QmpCommand.Migrate(Incoming.Uri(String uri))
                ? Optional.of(uri)
                : Optional.empty();
    }
}
