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

/** The moments at which QEMU checks the whole, as the delivery plan leads to them. */
final class CheckPoint {

    private final ValidationContext subject;

    CheckPoint(ValidationContext subject) {
        this.subject = subject;
    }

    /** The moments at which capabilities are checked, in order: at the object, and when they are set over QMP. */
    List<ConditionEvaluator> ofCapabilities() {
        return subject.plan().capabilitiesOverQmp().isEmpty() ? List.of(atObject()) : List.of(atObject(), overQmp());
    }

    /** The moments at which parameters are checked, in order: at the object, and when they are set over QMP. */
    List<ConditionEvaluator> ofParameters() {
        return subject.plan().parametersOverQmp().isEmpty() ? List.of(atObject()) : List.of(atObject(), inTheEnd());
    }

    /** When the transport is chosen. */
    ConditionEvaluator whenListening() {
        return subject.plan().listening() instanceof Listening.FromCommandLine ? atObject(true) : inTheEnd();
    }

    private ConditionEvaluator atObject() {
        return atObject(false);
    }

    private ConditionEvaluator atObject(boolean withTransport) {
        Map<MigrationCapability, Boolean> capabilities = subject.capabilitiesAtObject();
        return facts(capabilities, Map.of(), this::atObjectValue, this::atObjectValue, false, withTransport);
    }

    private ConditionEvaluator overQmp() {
        return facts(
                subject.capabilitiesInTheEnd(),
                subject.capabilitiesAtObject(),
                this::atObjectValue,
                this::atObjectValue,
                isListeningBeforeQmp(),
                isListeningBeforeQmp());
    }

    /** When everything is delivered. */
    ConditionEvaluator inTheEnd() {
        Map<MigrationCapability, Boolean> capabilities = subject.capabilitiesInTheEnd();
        return facts(capabilities, capabilities, this::value, this::value, isListeningBeforeQmp(), true);
    }

    private boolean isListeningBeforeQmp() {
        return subject.plan().listening() instanceof Listening.FromCommandLine;
    }

    private @Nullable ParameterValue atObjectValue(MigrationParameter parameter) {
        EffectiveValue value = subject.plan().effective().get(parameter);
        return value == null ? null : value.atObject();
    }

    private @Nullable ParameterValue value(MigrationParameter parameter) {
        EffectiveValue value = subject.plan().effective().get(parameter);
        return value == null ? null : value.value();
    }

    private ConditionEvaluator facts(
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
                subject.migration().incoming() != null,
                incomingStarted,
                withTransport ? TransportNames.of(subject.migration().incoming()) : null,
                subject.catalogue().build(),
                hasDirtyRing());
    }

    private boolean hasDirtyRing() {
        Machine machine = subject.spec().machine();
        return machine.accelerators().getFirst() == Machine.Accelerator.KVM && machine.dirtyRingSize() != null;
    }
}
