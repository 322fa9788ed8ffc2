package dev.outset.support;

import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Definitions from the JSON that a user would send, with single quotes for double ones. */
public final class Definitions {

    /** When every definition of a test is made. */
    public static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Definitions() {}

    /** A spec from JSON. */
    public static VmSpec spec(String json) {
        ReadResult<VmSpec> reading =
                new RecordReader().read(JsonMapper.shared().readTree(json.replace('\'', '"')), VmSpec.class);
        VmSpec spec = reading.value();
        if (spec == null || reading.violations().hasErrors()) {
            throw new IllegalArgumentException(reading.violations().toString());
        }
        return spec;
    }

    /** A first definition. */
    public static VmDefinition definition(String name, String spec) {
        return definition(name, Map.of(), spec);
    }

    /** A first definition with labels. */
    public static VmDefinition definition(String name, Map<String, String> labels, String spec) {
        return new VmDefinition(new VmName(name), labels, spec(spec), 1, 0, false, CREATED);
    }

    /** A definition with another spec, one generation on. */
    public static VmDefinition changed(VmDefinition before, String spec) {
        return new VmDefinition(
                before.name(),
                before.labels(),
                spec(spec),
                before.generation() + 1,
                before.restarts(),
                before.deleting(),
                before.createdAt());
    }

    /** A definition whose restart has been asked for. */
    public static VmDefinition restarted(VmDefinition before) {
        return new VmDefinition(
                before.name(),
                before.labels(),
                before.spec(),
                before.generation(),
                before.restarts() + 1,
                before.deleting(),
                before.createdAt());
    }

    /** A definition that is to be deleted. */
    public static VmDefinition deleted(VmDefinition before) {
        return new VmDefinition(
                before.name(),
                before.labels(),
                before.spec(),
                before.generation(),
                before.restarts(),
                true,
                before.createdAt());
    }

    /** The status that the API gives a new VM. */
    public static VmStatus pending() {
        return VmStatus.pending(new Condition(
                ConditionType.ACCEPTED, Condition.Truth.TRUE, "Valid", "The definition is valid", 1, CREATED));
    }
}
