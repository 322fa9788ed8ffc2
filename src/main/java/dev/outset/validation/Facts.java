package dev.outset.validation;

import dev.outset.catalogue.Condition;
import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameter;
import dev.outset.migration.ParameterValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What holds at one moment of a VM's start, to evaluate the catalogue's conditions with.
 *
 * @param candidate the capabilities as they would be
 * @param stored the capabilities as they were
 * @param candidateParameters the parameters as they would be
 * @param storedParameters the parameters as they were
 * @param inMigrate whether QEMU is a destination
 * @param incomingStarted whether the incoming side has been set up
 * @param transport of the incoming migration, such as {@code tcp}; null where there is none yet
 * @param build the build options
 * @param dirtyRing whether the accelerator is KVM with a dirty ring
 */
record Facts(
        Map<MigrationCapability, Boolean> candidate,
        Map<MigrationCapability, Boolean> stored,
        Function<MigrationParameter, @Nullable ParameterValue> candidateParameters,
        Function<MigrationParameter, @Nullable ParameterValue> storedParameters,
        boolean inMigrate,
        boolean incomingStarted,
        @Nullable String transport,
        Set<String> build,
        boolean dirtyRing) {

    private static final Set<String> MULTI_CHANNEL = Set.of("tcp", "unix", "vsock");

    boolean all(List<Condition> conditions) {
        return conditions.stream().allMatch(this::holds);
    }

    boolean holds(Condition condition) {
        return switch (condition) {
            case Condition.CapabilityIs is -> isOn(is) == is.on();
            case Condition.AnyCapabilityOf any -> firstOn(any).isPresent();
            case Condition.ParameterIs is ->
                text(candidateParameters.apply(is.parameter())).equals(is.value());
            case Condition.ParameterIsNot isNot -> !text(value(isNot)).equals(isNot.value());
            case Condition.RunStateIs(String state) -> inMigrate && state.equals("inmigrate");
            case Condition.IncomingStarted() -> incomingStarted;
            case Condition.SingleChannelTransport() ->
                incomingStarted && transport != null && !MULTI_CHANNEL.contains(transport);
            // What the host can do is not known before the host is asked; QEMU will say it there.
            case Condition.HostLacks(String _) -> false;
            case Condition.AcceleratorIsNot(String _) -> !dirtyRing;
            case Condition.TransportIn(Set<String> some) -> transport != null && some.contains(transport);
            case Condition.TransportNotIn(Set<String> some) -> transport != null && !some.contains(transport);
            case Condition.BuildHas(String option) -> build.contains(option);
            case Condition.BuildLacks(String option) -> !build.contains(option);
            case Condition.AnyOf(List<Condition> some) -> some.stream().anyMatch(this::holds);
            case Condition.AllOf(List<Condition> parts) -> all(parts);
            case Condition.NoneOf(List<Condition> some) -> some.stream().noneMatch(this::holds);
        };
    }

    /** The first capability of a list that is on: the one that QEMU's text names. */
    Optional<MigrationCapability> firstOn(Condition.AnyCapabilityOf any) {
        return any.capabilities().stream()
                .filter(capability -> candidate.getOrDefault(capability, false))
                .findFirst();
    }

    private boolean isOn(Condition.CapabilityIs is) {
        Map<MigrationCapability, Boolean> at = is.at() == Condition.Moment.CANDIDATE ? candidate : stored;
        return at.getOrDefault(is.capability(), false);
    }

    private @Nullable ParameterValue value(Condition.ParameterIsNot isNot) {
        return isNot.at() == Condition.Moment.CANDIDATE
                ? candidateParameters.apply(isNot.parameter())
                : storedParameters.apply(isNot.parameter());
    }

    private static String text(@Nullable ParameterValue value) {
        return switch (value) {
            case null -> "";
            case ParameterValue.Bool(boolean on) -> Boolean.toString(on);
            case ParameterValue.Unsigned number -> number.toString();
            case ParameterValue.Text(String text) -> text;
            case ParameterValue.Strings strings -> strings.toString();
            case ParameterValue.BitmapMapping mapping -> mapping.toString();
        };
    }
}
