package dev.outset.commandline;

import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameters;
import dev.outset.vm.Migration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The migration settings of a definition, however they are said.
 *
 * @param parameters early and live ones; the live value of a parameter that is in both
 * @param capabilities the capabilities
 * @param pointers where each stands in the spec, by name
 */
record Wishes(
        MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities, Map<String, String> pointers) {

    static Wishes of(Migration migration) {
        Map<String, String> pointers = new LinkedHashMap<>();
        migration
                .early()
                .names()
                .forEach(parameter ->
                        pointers.put(parameter.name(), Pointers.below("/migration/early", parameter.name())));
        migration
                .live()
                .names()
                .forEach(parameter ->
                        pointers.put(parameter.name(), Pointers.below("/migration/live", parameter.name())));
        migration
                .capabilities()
                .keySet()
                .forEach(capability ->
                        pointers.put(capability.name(), Pointers.below("/migration/capabilities", capability.name())));
        return new Wishes(migration.early().overlaidWith(migration.live()), migration.capabilities(), pointers);
    }

    String pointer(String name) {
        return pointers.getOrDefault(name, "/migration");
    }
}
