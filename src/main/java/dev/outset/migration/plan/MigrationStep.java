package dev.outset.migration.plan;

import dev.outset.binding.Discriminator;
import dev.outset.binding.EnumLabels;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.qmp.QmpCommand;
import dev.outset.reconcile.verify.SettingValues;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A step of a migration plan. */
public sealed interface MigrationStep {

    /** The purpose of the step. */
    Phase phase();

    /** The side that runs the step. */
    Side side();

    /** The result to wait for before the next step. */
    String expect();

    /** The command that the step sends; null if it starts QEMU. */
    @Nullable QmpCommand<?> command();

    /** The purpose of a step. */
    enum Phase {
        LAUNCH,
        CAPABILITIES,
        PARAMETERS,
        VERIFY,
        LISTEN,
        MIGRATE,
        WATCH,
        CONTINUE,
        RESET;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * Starts QEMU.
     *
     * @param side the side that runs the step
     * @param arguments the arguments, without the program name
     * @param expect the result to wait for before the next step
     */
    record Launch(Side side, List<String> arguments, String expect) implements MigrationStep {
        public Launch {
            arguments = List.copyOf(arguments);
        }

        @Override
        public Phase phase() {
            return Phase.LAUNCH;
        }

        @Override
        public @Nullable QmpCommand<?> command() {
            return null;
        }
    }

    /** A step that is carried out over QMP on one side. */
    @Discriminator("kind")
    sealed interface Action extends MigrationStep {}

    /**
     * Sends a command.
     *
     * @param phase the purpose of the step
     * @param side the side that runs the step
     * @param command the command
     * @param expect the result to wait for before the next step
     */
    record Send(Phase phase, Side side, QmpCommand.Planned command, String expect) implements Action {}

    /**
     * Reads settings back and compares them.
     *
     * @param phase the purpose of the step
     * @param side the side that runs the step
     * @param wanted either the capabilities or the parameters that must be in force
     */
    record Verify(Phase phase, Side side, SettingValues wanted) implements Action {

        @Override
        public String expect() {
            return wanted.parameters().isEmpty()
                    ? wanted.describe()
                    : wanted.parameters().values().entrySet().stream()
                            .map(entry -> entry.getKey().name() + " " + entry.getValue())
                            .collect(Collectors.joining(", "));
        }

        /** Returns the query that shows the settings. */
        @Override
        public QmpCommand<?> command() {
            return wanted.parameters().isEmpty()
                    ? new QmpCommand.QueryMigrateCapabilities()
                    : new QmpCommand.QueryMigrateParameters();
        }
    }

    /**
     * Repeats a query until it reports a status.
     *
     * @param side the side that runs the step
     * @param command the query
     * @param expect the result to wait for before the next step
     * @param awaited the statuses that end the step
     */
    record Watch(Side side, QmpCommand<?> command, String expect, List<String> awaited) implements MigrationStep {
        public Watch {
            awaited = List.copyOf(awaited);
        }

        @Override
        public Phase phase() {
            return Phase.WATCH;
        }
    }
}
