package dev.outset.store.vm;

import dev.outset.store.audit.AuditSink;
import dev.outset.vm.VmDefinition;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes what users do to definitions as audit entries. */
final class DefinitionAudit {

    private final VmRow rows;

    DefinitionAudit(VmRow rows) {
        this.rows = rows;
    }

    AuditSink.Change created(VmDefinition after) {
        return new AuditSink.Change("vm.create", after.name().value(), after.labels(), null, json(after));
    }

    AuditSink.Change changed(VmDefinition before, VmDefinition after) {
        return new AuditSink.Change(
                action(before, after), after.name().value(), common(before, after), json(before), json(after));
    }

    /** A release does not change the definition. */
    AuditSink.Change released(VmDefinition definition) {
        return new AuditSink.Change(
                "vm.release", definition.name().value(), definition.labels(), json(definition), json(definition));
    }

    private static String action(VmDefinition before, VmDefinition after) {
        if (after.deleting() && !before.deleting()) {
            return "vm.delete";
        }
        return after.restarts() > before.restarts() ? "vm.restart" : "vm.change";
    }

    /**
     * Returns the labels before and after the change, so that a client sees the change only if it may see the VM in
     * both states.
     */
    private static Map<String, String> common(VmDefinition before, VmDefinition after) {
        return before.labels().entrySet().stream()
                .filter(label -> label.getValue().equals(after.labels().get(label.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private String json(VmDefinition definition) {
        return rows.json(definition);
    }
}
