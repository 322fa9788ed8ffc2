package dev.outset.store;

import dev.outset.binding.RecordWriter;
import dev.outset.status.VmStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A status as text in two columns: what lists show, and the nine tenths that they do not.
 *
 * @param status the status without its course, as JSON
 * @param course every parameter as it was read back, the command line and the steps of the boot, as JSON; null where the
 *     status was written before there were two columns and holds everything
 */
record StatusText(String status, @Nullable String course) {

    private static final String PARAMETERS = "parameters";

    private static final String BOOT = "boot";

    private static final List<String> COURSE_OF_BOOT = List.of("commandLine", "steps");

    static StatusText of(VmStatus status, RecordWriter writer) {
        ObjectNode shown = writer.write(status);
        ObjectNode course = shown.objectNode();
        course.set(PARAMETERS, shown.remove(PARAMETERS));
        if (shown.get(BOOT) instanceof ObjectNode boot) {
            COURSE_OF_BOOT.forEach(member -> course.set(member, boot.remove(member)));
        }
        return new StatusText(shown.toString(), course.toString());
    }

    /** The whole status as one. */
    JsonNode whole(JsonMapper mapper) {
        ObjectNode all = (ObjectNode) mapper.readTree(status);
        return all.has(PARAMETERS) || course == null ? all : with(all, (ObjectNode) mapper.readTree(course));
    }

    /** The status with an empty course. */
    JsonNode shown(JsonMapper mapper) {
        ObjectNode empty = mapper.createObjectNode();
        empty.putArray(PARAMETERS);
        COURSE_OF_BOOT.forEach(empty::putArray);
        return with((ObjectNode) mapper.readTree(status), empty);
    }

    private static ObjectNode with(ObjectNode all, ObjectNode course) {
        all.set(PARAMETERS, course.get(PARAMETERS));
        if (all.get(BOOT) instanceof ObjectNode boot) {
            COURSE_OF_BOOT.forEach(member -> boot.set(member, course.get(member)));
        }
        return all;
    }
}
