package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The SMBIOS system information table (type 1).
 *
 * @param manufacturer the manufacturer
 * @param product the product name
 * @param version the product version
 * @param serial the serial number
 * @param uuid the UUID, if it differs from the machine's
 * @param sku the SKU number
 * @param family the product family
 */
@Schema(description = "The SMBIOS system information table (type 1).")
public record Smbios(
        @Schema(description = "The manufacturer.") @Size(max = 1024) @Nullable String manufacturer,

        @Schema(description = "The product name.") @Size(max = 1024) @Nullable String product,

        @Schema(description = "The product version.") @Size(max = 1024) @Nullable String version,

        @Schema(description = "The serial number.") @Size(max = 1024) @Nullable String serial,

        @Schema(description = "The UUID, if it differs from the machine's.") @Pattern(regexp = Identity.UUID) @Nullable String uuid,

        @Schema(description = "The SKU number.") @Size(max = 1024) @Nullable String sku,

        @Schema(description = "The product family.") @Size(max = 1024) @Nullable String family) {}
