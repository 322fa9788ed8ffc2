package dev.outset.api.http;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the HTTP API.
 *
 * @param maxBodySize the longest request body; a longer one is refused with 413
 * @param maxJsonDepth how deep a JSON body may nest
 * @param pageSize how many items a page has when the request does not say
 * @param maxPageSize the most items a page may have
 * @param maxSimulationCommands the most QMP commands of one simulation
 * @param maxSimulationArguments the most arguments of one simulation
 * @param maxImportArguments the most arguments of one import
 * @param maxImportCharacters the longest shell command of one import
 */
@Validated
@ConfigurationProperties("outset.api")
public record ApiSettings(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("64") @Min(8) @Max(1000) int maxJsonDepth,
        @DefaultValue("50") @Min(1) @Max(1000) int pageSize,
        @DefaultValue("500") @Min(1) @Max(10000) int maxPageSize,
        @DefaultValue("1000") @Min(1) int maxSimulationCommands,
        @DefaultValue("1000") @Min(1) int maxSimulationArguments,
        @DefaultValue("1000") @Min(1) int maxImportArguments,
        @DefaultValue("131072") @Min(1) int maxImportCharacters) {}
