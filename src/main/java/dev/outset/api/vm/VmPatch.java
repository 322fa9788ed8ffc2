package dev.outset.api.vm;

import dev.outset.vm.VmName;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON merge patch of a VM. Absent members are unchanged; null removes a member.
 *
 * @param name the name, which cannot be changed
 * @param labels labels to set; {@code null} removes a label
 * @param spec members of the spec to set; {@code null} restores the default
 */
record VmPatch(
        @Nullable VmName name,
        @Nullable Map<String, @Nullable String> labels,
        @Nullable Map<String, JsonNode> spec) {}
