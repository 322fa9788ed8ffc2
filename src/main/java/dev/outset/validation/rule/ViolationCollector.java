package dev.outset.validation.rule;

import dev.outset.violation.Abbreviation;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects violations and drops duplicates. Not thread-safe. */
public final class ViolationCollector {

    private record Key(String pointer, String rule, String message) {}

    private final Map<Key, Violation> found = new LinkedHashMap<>();

    private String rule = "";

    /** Sets the rule id for the violations that follow. */
    public ViolationCollector forRule(String id) {
        this.rule = id;
        return this;
    }

    /** Adds an error without a QEMU message. */
    public void error(String pointer, String message, String action) {
        error(pointer, message, action, null);
    }

    /** Adds an error; {@code qemu} is the message that QEMU would print, or null. */
    public void error(String pointer, String message, String action, @Nullable String qemu) {
        add(new Violation(pointer, rule, Violation.Severity.ERROR, message, action, qemu));
    }

    /** Adds a warning without a QEMU message. */
    public void warning(String pointer, String message, String action) {
        warning(pointer, message, action, null);
    }

    /** Adds a warning; {@code qemu} is the message that QEMU would print, or null. */
    public void warning(String pointer, String message, String action, @Nullable String qemu) {
        add(new Violation(pointer, rule, Violation.Severity.WARNING, message, action, qemu));
    }

    private void add(Violation violation) {
        found.putIfAbsent(new Key(violation.pointer(), violation.rule(), violation.message()), violation);
    }

    /** Returns the violations collected so far. */
    public Violations violations() {
        return new Violations(List.copyOf(found.values())).mergedWith(Violations.none());
    }

    /** Truncates a text to 80 characters for use in a message. */
    public static String abbreviated(String text) {
        return Abbreviation.of(text, 81);
    }
}
