package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The system table of SMBIOS (type 1).
 *
 * @param manufacturer who made it
 * @param product what it is
 * @param version which version
 * @param serial its serial number
 * @param uuid its UUID, where it differs from the machine's
 * @param sku the maker's number
 * @param family the family of products
 */
@Schema(description = "The system table of SMBIOS.")
public record Smbios(
        @Schema(description = "Who made it.") @Size(max = 1024) @Nullable String manufacturer,

        @Schema(description = "What it is.") @Size(max = 1024) @Nullable String product,

        @Schema(description = "Which version.") @Size(max = 1024) @Nullable String version,

        @Schema(description = "Its serial number.") @Size(max = 1024) @Nullable String serial,

        @Schema(description = "Its UUID, where it differs from the machine's.")
        @Pattern(regexp = Identity.UUID) @Nullable String uuid,

        @Schema(description = "The maker's number.") @Size(max = 1024) @Nullable String sku,

        @Schema(description = "The family of products.") @Size(max = 1024) @Nullable String family) {}
