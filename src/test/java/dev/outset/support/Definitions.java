package dev.outset.support;

import dev.outset.binding.ReadResult;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Builds definitions from JSON as a client would send it, with single quotes instead of double quotes. */
public final class Definitions {

    /** The creation time of all definitions. */
    public static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Definitions() {}

    /** Parses a spec. */
    public static VmSpec spec(String json) {
        ReadResult<VmSpec> result =
                RequestReader.READER.read(JsonMapper.shared().readTree(json.replace('\'', '"')), VmSpec.class);
        VmSpec spec = result.value();
        if (spec == null || result.violations().hasErrors()) {
            throw new IllegalArgumentException(result.violations().toString());
        }
        return spec;
    }

    /** Creates a definition of generation 1. */
    public static VmDefinition definition(String name, String spec) {
        return definition(name, Map.of(), spec);
    }

    /** Creates a definition of generation 1 with labels. */
    public static VmDefinition definition(String name, Map<String, String> labels, String spec) {
        return new VmDefinition(new VmName(name), labels, spec(spec), 1, 0, false, CREATED);
    }

    /** Returns a copy with another spec and, if it differs, the next generation. */
    public static VmDefinition changed(VmDefinition previous, String spec) {
        return previous.withSpec(spec(spec));
    }

    /** Returns a copy with one more requested restart. */
    public static VmDefinition restarted(VmDefinition previous) {
        return previous.withRestart();
    }

    /** Returns a copy that is marked for deletion. */
    public static VmDefinition deleted(VmDefinition previous) {
        return previous.withDeletion();
    }

    /** Returns the initial status of a new VM. */
    public static VmStatus pending() {
        return VmStatus.pending(new Condition(
                ConditionType.ACCEPTED, Condition.Truth.TRUE, "Valid", "The definition is valid", 1, CREATED));
    }
}
