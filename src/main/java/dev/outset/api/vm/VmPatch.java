package dev.outset.api.vm;

import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The schema of a merge patch of a VM, for the OpenAPI document: absent members are unchanged, null removes a member.
 *
 * @param name the name, which cannot be changed
 * @param labels the labels to set, or null to remove
 * @param spec the members to set, or null to restore the default
 */
@Schema(
        name = "VmPatch",
        description = "A JSON merge patch of a VM. Absent members are unchanged; null removes a member.")
record VmPatch(
        @Schema(description = "The name, which cannot be changed.") @Nullable VmName name,

        @Schema(description = "Labels to set; null removes a label.") @Nullable Map<String, @Nullable String> labels,

        @Schema(description = "Members of the spec to set; null restores the default.") @Nullable Map<String, JsonNode> spec) {}
