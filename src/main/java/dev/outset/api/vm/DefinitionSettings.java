package dev.outset.api.vm;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What definitions may say.
 *
 * @param extraArguments whether they may carry further arguments for QEMU as they are, which no rule looks into
 */
@ConfigurationProperties("outset.definitions")
record DefinitionSettings(@DefaultValue("false") boolean extraArguments) {}
