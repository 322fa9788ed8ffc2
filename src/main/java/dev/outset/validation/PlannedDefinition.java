package dev.outset.validation;

import dev.outset.delivery.DeliveryPlan;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;

/**
 * A validated definition with the delivery of its settings.
 *
 * @param spec the definition in canonical units; values that cannot be read are missing
 * @param launched the definition with which its QEMU is launched
 * @param plan how the settings of {@code launched} are delivered
 * @param violations all errors and warnings
 */
public record PlannedDefinition(VmSpec spec, VmSpec launched, DeliveryPlan plan, Violations violations) {}
