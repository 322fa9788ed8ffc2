package dev.outset.migration.job;

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
public record QemuSettings(ObjectNode capabilities, ObjectNode parameters) {

    static QemuSettings none() {
        return new QemuSettings(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    /** Those of some names; what the QEMU does not show is left out. */
    public QemuSettings only(List<String> wantedCapabilities, List<String> wantedParameters) {
        return new QemuSettings(only(capabilities, wantedCapabilities), only(parameters, wantedParameters));
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
    public QemuSettings missingFor(QemuSettings wanted) {
        return new QemuSettings(missing(capabilities, wanted.capabilities()), missing(parameters, wanted.parameters()));
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

    public boolean isEmpty() {
        return capabilities.isEmpty() && parameters.isEmpty();
    }

    /** The arguments of {@code migrate-set-capabilities}. */
    public ObjectNode capabilityArguments() {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        var list = arguments.putArray("capabilities");
        capabilities.forEachEntry(
                (name, on) -> list.addObject().put("capability", name).set("state", on));
        return arguments;
    }

    /** What differs, in words. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        capabilities.forEachEntry((name, on) -> parts.add(name + (on.asBoolean() ? " on" : " off")));
        parameters.forEachEntry((name, value) -> parts.add(name + " " + value.toString()));
        return String.join(", ", parts);
    }
}
