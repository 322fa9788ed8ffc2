package dev.outset.api.vm.admission;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of definitions.
 *
 * @param extraArguments whether definitions may contain extra QEMU arguments, which no validation rule checks; for real
 *     QEMU processes, the policy of the host checks them
 * @param maxVms the maximum number of VMs, over all replicas
 * @param maxVmsPerSubject the maximum number of VMs that one principal may create; unauthenticated clients count as one
 *     principal
 */
@Validated
@ConfigurationProperties("outset.definitions")
public record DefinitionSettings(
        @DefaultValue("false") boolean extraArguments,
        @DefaultValue("100000") @Min(1) int maxVms,
        @DefaultValue("20000") @Min(1) int maxVmsPerSubject) {}
