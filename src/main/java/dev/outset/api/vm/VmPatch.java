package dev.outset.api.vm;

import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a merge patch of a VM looks like, for the OpenAPI document: what is left out stays, null removes.
 *
 * @param name its name, which cannot change
 * @param labels labels to set or remove
 * @param spec members to set or remove
 */
@Schema(name = "VmPatch", description = "A merge patch of a VM: what is left out stays, null removes.")
record VmPatch(
        @Schema(description = "Its name, which cannot change.") @Nullable VmName name,

        @Schema(description = "Labels to set; null removes one.") @Nullable Map<String, @Nullable String> labels,

        @Schema(description = "Members of the spec to set; null puts the default back.") @Nullable Map<String, JsonNode> spec) {}
