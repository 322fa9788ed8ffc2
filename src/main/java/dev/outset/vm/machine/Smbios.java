package dev.outset.vm.machine;

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
public record Smbios(
        @Size(max = 1024) @Nullable String manufacturer,
        @Size(max = 1024) @Nullable String product,
        @Size(max = 1024) @Nullable String version,
        @Size(max = 1024) @Nullable String serial,
        @Pattern(regexp = Identity.UUID) @Nullable String uuid,
        @Size(max = 1024) @Nullable String sku,
        @Size(max = 1024) @Nullable String family) {}
