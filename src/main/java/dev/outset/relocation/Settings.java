package dev.outset.relocation;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Capabilities and parameters of a QEMU, as its queries show them.
 *
 * @param capabilities on or off, by capability
 * @param parameters values, by parameter
 */
record Settings(ObjectNode capabilities, ObjectNode parameters) {

    static Settings none() {
        return new Settings(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    /** Those of some names; what the QEMU does not show is left out. */
    Settings only(List<String> wantedCapabilities, List<String> wantedParameters) {
        return new Settings(only(capabilities, wantedCapabilities), only(parameters, wantedParameters));
    }

    private static ObjectNode only(ObjectNode all, List<String> names) {
        ObjectNode some = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            JsonNode value = all.get(name);
            if (value != null) {
                some.set(name, value);
            }
        }
        return some;
    }

    /** What has to be set on a QEMU with these settings so that it has others. */
    Settings missingFor(Settings wanted) {
        return new Settings(missing(capabilities, wanted.capabilities()), missing(parameters, wanted.parameters()));
    }

    private static ObjectNode missing(ObjectNode now, ObjectNode wanted) {
        ObjectNode missing = JsonNodeFactory.instance.objectNode();
        wanted.forEachEntry((name, value) -> {
            if (!isSame(now.get(name), value)) {
                missing.set(name, value);
            }
        });
        return missing;
    }

    /** Numbers may come in nodes of different widths. */
    private static boolean isSame(JsonNode now, JsonNode wanted) {
        return now != null && (now.isValueNode() ? now.asString().equals(wanted.asString()) : now.equals(wanted));
    }

    boolean isEmpty() {
        return capabilities.isEmpty() && parameters.isEmpty();
    }

    /** The arguments of {@code migrate-set-capabilities}. */
    ObjectNode capabilityArguments() {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        var list = arguments.putArray("capabilities");
        capabilities.forEachEntry(
                (name, on) -> list.addObject().put("capability", name).set("state", on));
        return arguments;
    }

    /** What differs, in words. */
    String describe() {
        List<String> parts = new ArrayList<>();
        capabilities.forEachEntry((name, on) -> parts.add(name + (on.asBoolean() ? " on" : " off")));
        parameters.forEachEntry((name, value) -> parts.add(name + " " + value.toString()));
        return String.join(", ", parts);
    }
}
