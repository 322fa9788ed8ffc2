package dev.outset.migration.job;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Migration capabilities and parameters of a QEMU, as {@code query-migrate-capabilities} and
 * {@code query-migrate-parameters} report them.
 *
 * @param capabilities true or false, by capability
 * @param parameters values, by parameter
 */
public record QemuSettings(ObjectNode capabilities, ObjectNode parameters) {

    static QemuSettings none() {
        return new QemuSettings(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    /** Returns only the named settings; those that the QEMU does not report are omitted. */
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

    /** Returns what must be set on a QEMU with these settings to reach the wanted ones. */
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

    /** Compares values as text, since Jackson reads equal numbers into nodes of different types. */
    private static boolean isSame(JsonNode now, JsonNode wanted) {
        return now != null && (now.isValueNode() ? now.asString().equals(wanted.asString()) : now.equals(wanted));
    }

    /** Returns whether there are no settings. */
    public boolean isEmpty() {
        return capabilities.isEmpty() && parameters.isEmpty();
    }

    /** Returns the arguments of {@code migrate-set-capabilities}. */
    public ObjectNode capabilityArguments() {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        var list = arguments.putArray("capabilities");
        capabilities.forEachEntry(
                (name, on) -> list.addObject().put("capability", name).set("state", on));
        return arguments;
    }

    /** Describes the settings, such as {@code multifd on, multifd-channels 4}. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        capabilities.forEachEntry((name, on) -> parts.add(name + (on.asBoolean() ? " on" : " off")));
        parameters.forEachEntry((name, value) -> parts.add(name + " " + value.toString()));
        return String.join(", ", parts);
    }
}
