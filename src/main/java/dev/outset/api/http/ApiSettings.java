package dev.outset.api.http;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the HTTP API.
 *
 * @param maxBodySize the maximum length of a request body; longer ones are rejected with 413
 * @param maxJsonDepth the maximum nesting depth of a JSON body
 * @param maxJsonTokens the maximum number of braces, brackets, names and values in a JSON body
 * @param maxJsonName the maximum number of characters of a name in a JSON body
 * @param maxJsonString the maximum number of characters of a string in a JSON body
 * @param maxJsonNumber the maximum number of characters of a number in a JSON body
 * @param maxEntries the maximum number of entries of a list or map in a JSON body, unless the field has its own limit
 * @param maxViolations the maximum number of violations listed in one response, over all items of a batch; further ones
 *     are only counted
 * @param pageSize the number of items per page if the request does not set a limit
 * @param maxPageSize the maximum number of items per page
 * @param maxPageBytes the maximum length of a page of VMs, migrations or audit entries; a single item may exceed
 *     it, and the remaining items follow at nextCursor
 * @param maxSimulationCommands the maximum number of QMP commands in one simulation
 * @param maxSimulationArguments the maximum number of command-line arguments in one simulation
 * @param maxImportArguments the maximum number of command-line arguments in one import
 * @param maxImportCharacters the maximum length of the shell command in one import, in characters
 */
@Validated
@ConfigurationProperties("outset.api")
public record ApiSettings(
        @DefaultValue("1MB") @Min(1) @Max(ApiSettings.MAX_BYTES) DataSize maxBodySize,

        @DefaultValue("64") @Min(8) @Max(1000) int maxJsonDepth,
        @DefaultValue("200000") @Min(100) @Max(10_000_000) int maxJsonTokens,
        @DefaultValue("256") @Min(64) @Max(50_000) int maxJsonName,
        @DefaultValue("262144") @Min(1024) @Max(100_000_000) int maxJsonString,
        @DefaultValue("100") @Min(20) @Max(1000) int maxJsonNumber,
        @DefaultValue("4096") @Min(256) @Max(1_000_000) int maxEntries,
        @DefaultValue("500") @Min(1) @Max(100_000) int maxViolations,
        @DefaultValue("50") @Min(1) @Max(1000) int pageSize,
        @DefaultValue("500") @Min(1) @Max(10000) int maxPageSize,

        @DefaultValue("1MB") @Min(1024) @Max(ApiSettings.MAX_BYTES) DataSize maxPageBytes,

        @DefaultValue("1000") @Min(1) int maxSimulationCommands,
        @DefaultValue("1000") @Min(1) int maxSimulationArguments,
        @DefaultValue("1000") @Min(1) int maxImportArguments,
        @DefaultValue("131072") @Min(1) int maxImportCharacters) {

    /** The maximum size of a request body or a page, because both are held in memory. */
    private static final long MAX_BYTES = 64L << 20;

    /** The number of items per page for the query parameter {@code limit}; null if it is absent. */
    public int pageSize(@Nullable Integer limit) {
        return limit == null ? pageSize : limit;
    }
}
