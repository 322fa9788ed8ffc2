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
 * @param maxJsonTokens how many braces, brackets, names and values a JSON body may have
 * @param maxJsonName how many characters a name in a JSON body may have
 * @param maxJsonString how many characters a string in a JSON body may have
 * @param maxJsonNumber how many characters a number in a JSON body may have
 * @param maxEntries how many entries a list or a map of a body may have, unless its field has a limit of its own
 * @param maxViolations how many violations one answer lists, over all items of a batch; the others are only counted
 * @param pageSize how many items a page has when the request does not say
 * @param maxPageSize the most items a page may have
 * @param maxPageBytes how long a page of VMs, migrations or the audit may be; a single item may be longer, and what does not fit
 *     follows at nextCursor
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
        @DefaultValue("200000") @Min(100) @Max(10_000_000) int maxJsonTokens,
        @DefaultValue("256") @Min(64) @Max(50_000) int maxJsonName,
        @DefaultValue("262144") @Min(1024) @Max(100_000_000) int maxJsonString,
        @DefaultValue("100") @Min(20) @Max(1000) int maxJsonNumber,
        @DefaultValue("4096") @Min(256) @Max(1_000_000) int maxEntries,
        @DefaultValue("500") @Min(1) @Max(100_000) int maxViolations,
        @DefaultValue("50") @Min(1) @Max(1000) int pageSize,
        @DefaultValue("500") @Min(1) @Max(10000) int maxPageSize,
        @DefaultValue("1MB") DataSize maxPageBytes,
        @DefaultValue("1000") @Min(1) int maxSimulationCommands,
        @DefaultValue("1000") @Min(1) int maxSimulationArguments,
        @DefaultValue("1000") @Min(1) int maxImportArguments,
        @DefaultValue("131072") @Min(1) int maxImportCharacters) {

    private static final DataSize LONGEST_BODY = DataSize.ofMegabytes(64);

    public ApiSettings {
        if (maxPageBytes.toBytes() < 1024 || maxPageBytes.compareTo(LONGEST_BODY) > 0) {
            throw new IllegalArgumentException("outset.api.max-page-bytes is " + maxPageBytes.toBytes()
                    + " bytes: it must be at least 1KB and at most 64MB, since a page is held in memory");
        }
        if (maxBodySize.toBytes() < 1 || maxBodySize.compareTo(LONGEST_BODY) > 0) {
            throw new IllegalArgumentException("outset.api.max-body-size is " + maxBodySize.toBytes()
                    + " bytes: it must be at least 1 byte and at most 64MB, since a body is held in memory");
        }
    }
}
