package dev.outset.vm;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;

/**
 * A disk.
 *
 * @param path the image file or block device
 * @param format how the image is stored
 */
@Schema(description = "A disk.")
public record Disk(
        @Schema(description = "The image file or block device.", example = "/var/lib/images/db-1.qcow2")
        @Size(min = 1, max = 4096) String path,

        @Schema(description = "How the image is stored.", defaultValue = "qcow2")
        Format format) {

    /** How an image is stored. */
    public enum Format {
        QCOW2,
        RAW;

        @Override
        public String toString() {
            return this == QCOW2 ? "qcow2" : "raw";
        }
    }
}
