package dev.outset.api.vm.admission;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What definitions may say, and how many there may be.
 *
 * @param extraArguments whether they may carry further arguments for QEMU as they are, which no rule looks into; for real
 *     QEMUs the policy of the host does
 * @param maxVms how many VMs there may be over all replicas
 * @param maxVmsPerSubject how many of them one subject may have created; those of whom nobody had logged in count
 *     together
 */
@Validated
@ConfigurationProperties("outset.definitions")
public record DefinitionSettings(
        @DefaultValue("false") boolean extraArguments,
        @DefaultValue("100000") @Min(1) int maxVms,
        @DefaultValue("20000") @Min(1) int maxVmsPerSubject) {}
