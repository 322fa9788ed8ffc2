package dev.outset.validation.settings;

import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the catalogue's conditions against the state of QEMU at one point of its startup.
 *
 * @param candidate the capabilities after the change
 * @param stored the capabilities before the change
 * @param candidateParameters the parameters after the change
 * @param storedParameters the parameters before the change
 * @param inMigrate whether QEMU is a migration destination
 * @param incomingStarted whether the incoming side has been set up
 * @param transport the transport of the incoming migration, such as {@code tcp}; null if not yet known
 * @param build the build options of QEMU
 * @param dirtyRing whether the accelerator is KVM with a dirty ring
 */
record ConditionEvaluator(
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

    boolean allHold(List<RuleCondition> conditions) {
        return conditions.stream().allMatch(this::holds);
    }

    boolean holds(RuleCondition condition) {
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> isEnabled(is) == is.on();
            case RuleCondition.AnyCapabilityOf any -> firstEnabled(any).isPresent();
            case RuleCondition.ParameterIs is ->
                text(candidateParameters.apply(is.parameter())).equals(is.value());
            case RuleCondition.ParameterIsNot isNot -> !text(value(isNot)).equals(isNot.value());
            case RuleCondition.RunStateIs(String state) -> inMigrate && state.equals("inmigrate");
            case RuleCondition.IncomingStarted() -> incomingStarted;
            case RuleCondition.SingleChannelTransport() ->
                incomingStarted && transport != null && !MULTI_CHANNEL.contains(transport);
            // The features of the host are not known here; QEMU reports an error on the host.
            case RuleCondition.HostLacks(String _) -> false;
            case RuleCondition.AcceleratorIsNot(String _) -> !dirtyRing;
            case RuleCondition.TransportIn(Set<String> some) -> transport != null && some.contains(transport);
            case RuleCondition.TransportNotIn(Set<String> some) -> transport != null && !some.contains(transport);
            case RuleCondition.BuildHas(String option) -> build.contains(option);
            case RuleCondition.BuildLacks(String option) -> !build.contains(option);
            case RuleCondition.AnyOf(List<RuleCondition> some) -> some.stream().anyMatch(this::holds);
            case RuleCondition.AllOf(List<RuleCondition> parts) -> allHold(parts);
            case RuleCondition.NoneOf(List<RuleCondition> some) -> some.stream().noneMatch(this::holds);
        };
    }

    /** The first enabled capability of a list, which is the one that QEMU's message names. */
    Optional<MigrationCapability> firstEnabled(RuleCondition.AnyCapabilityOf any) {
        return any.capabilities().stream()
                .filter(capability -> candidate.getOrDefault(capability, false))
                .findFirst();
    }

    private boolean isEnabled(RuleCondition.CapabilityIs is) {
        Map<MigrationCapability, Boolean> at = is.at() == RuleCondition.Moment.CANDIDATE ? candidate : stored;
        return at.getOrDefault(is.capability(), false);
    }

    private @Nullable ParameterValue value(RuleCondition.ParameterIsNot isNot) {
        return isNot.at() == RuleCondition.Moment.CANDIDATE
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
