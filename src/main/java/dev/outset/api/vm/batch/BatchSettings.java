package dev.outset.api.vm.batch;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of batch requests.
 *
 * @param maxItems the maximum number of VMs in one request
 */
@Validated
@ConfigurationProperties("outset.api.batch")
record BatchSettings(@DefaultValue("1000") @Min(1) int maxItems) {}
