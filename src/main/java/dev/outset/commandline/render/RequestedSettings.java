package dev.outset.commandline.render;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.MigrationSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The migration settings that a definition requests, independent of their delivery.
 *
 * @param parameters the early and live parameters; the live value if a parameter is in both
 * @param capabilities the capabilities
 * @param pointers the JSON pointer to each setting, by name
 */
record RequestedSettings(
        MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities, Map<String, String> pointers) {

    static RequestedSettings of(MigrationSpec migration) {
        Map<String, String> pointers = new LinkedHashMap<>();
        migration.early().names().forEach(each -> put(pointers, "/migration/early", each.name()));
        migration.live().names().forEach(each -> put(pointers, "/migration/live", each.name()));
        migration.capabilities().keySet().forEach(each -> put(pointers, "/migration/capabilities", each.name()));
        return new RequestedSettings(
                migration.early().overlaidWith(migration.live()), migration.capabilities(), pointers);
    }

    private static void put(Map<String, String> pointers, String parent, String name) {
        pointers.put(name, JsonPointer.child(parent, name));
    }

    String pointer(String name) {
        return pointers.getOrDefault(name, "/migration");
    }
}
