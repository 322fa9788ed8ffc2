package dev.outset.vm;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The guest's memory.
 *
 * @param size its size
 */
@Schema(description = "The guest's memory.")
public record Memory(
        @Schema(
                description = "Its size in bytes, or with a unit.",
                type = "string",
                example = "1GiB",
                defaultValue = "1GiB")
        ByteCount size) {}
