package dev.outset.validation.settings;

import dev.outset.delivery.EffectiveValue;
import dev.outset.delivery.Listening;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.vm.machine.Machine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The points in time at which QEMU checks all settings, derived from the delivery plan. */
final class CheckPoint {

    private final ValidationContext context;

    CheckPoint(ValidationContext context) {
        this.context = context;
    }

    /** The checks of capabilities, in order: when QEMU creates the migration object, and when they are set over QMP. */
    List<ConditionEvaluator> forCapabilities() {
        return context.plan().capabilitiesOverQmp().isEmpty() ? List.of(atObject()) : List.of(atObject(), overQmp());
    }

    /** The checks of parameters, in order: when QEMU creates the migration object, and when they are set over QMP. */
    List<ConditionEvaluator> forParameters() {
        return context.plan().parametersOverQmp().isEmpty()
                ? List.of(atObject())
                : List.of(atObject(), afterDelivery());
    }

    /** The check of the transport, when QEMU starts listening. */
    ConditionEvaluator forTransport() {
        return context.plan().listening() instanceof Listening.FromCommandLine ? atObject(true) : afterDelivery();
    }

    private ConditionEvaluator atObject() {
        return atObject(false);
    }

    private ConditionEvaluator atObject(boolean withTransport) {
        Map<MigrationCapability, Boolean> capabilities = context.capabilitiesAtObject();
        return evaluator(capabilities, Map.of(), this::atObjectValue, this::atObjectValue, false, withTransport);
    }

    private ConditionEvaluator overQmp() {
        return evaluator(
                context.finalCapabilities(),
                context.capabilitiesAtObject(),
                this::atObjectValue,
                this::atObjectValue,
                isListeningBeforeQmp(),
                isListeningBeforeQmp());
    }

    /** The state after all settings are delivered. */
    ConditionEvaluator afterDelivery() {
        Map<MigrationCapability, Boolean> capabilities = context.finalCapabilities();
        return evaluator(capabilities, capabilities, this::value, this::value, isListeningBeforeQmp(), true);
    }

    private boolean isListeningBeforeQmp() {
        return context.plan().listening() instanceof Listening.FromCommandLine;
    }

    private @Nullable ParameterValue atObjectValue(MigrationParameter parameter) {
        EffectiveValue value = context.plan().effective().get(parameter);
        return value == null ? null : value.atObject();
    }

    private @Nullable ParameterValue value(MigrationParameter parameter) {
        EffectiveValue value = context.plan().effective().get(parameter);
        return value == null ? null : value.value();
    }

    private ConditionEvaluator evaluator(
            Map<MigrationCapability, Boolean> candidate,
            Map<MigrationCapability, Boolean> stored,
            Function<MigrationParameter, @Nullable ParameterValue> candidateParameters,
            Function<MigrationParameter, @Nullable ParameterValue> storedParameters,
            boolean incomingStarted,
            boolean withTransport) {
        return new ConditionEvaluator(
                candidate,
                stored,
                candidateParameters,
                storedParameters,
                context.migration().incoming() != null,
                incomingStarted,
                withTransport ? TransportNames.of(context.migration().incoming()) : null,
                context.catalogue().build(),
                hasDirtyRing());
    }

    private boolean hasDirtyRing() {
        Machine machine = context.spec().machine();
        return machine.accelerators().getFirst() == Machine.Accelerator.KVM && machine.dirtyRingSize() != null;
    }
}
