package dev.outset.validation.rule;

import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects violations; the same thing found twice is kept once. */
public final class ViolationCollector {

    private record Key(String pointer, String rule, String message) {}

    private final Map<Key, Violation> found = new LinkedHashMap<>();

    private String rule = "";

    /** Names the rule that reports from now on. */
    public ViolationCollector of(String id) {
        this.rule = id;
        return this;
    }

    public void error(String pointer, String message, String action) {
        error(pointer, message, action, null);
    }

    public void error(String pointer, String message, String action, @Nullable String qemu) {
        add(new Violation(pointer, rule, Violation.Severity.ERROR, message, action, qemu));
    }

    public void warning(String pointer, String message, String action) {
        warning(pointer, message, action, null);
    }

    public void warning(String pointer, String message, String action, @Nullable String qemu) {
        add(new Violation(pointer, rule, Violation.Severity.WARNING, message, action, qemu));
    }

    private void add(Violation violation) {
        found.putIfAbsent(new Key(violation.pointer(), violation.rule(), violation.message()), violation);
    }

    public Violations all() {
        return new Violations(List.copyOf(found.values())).and(Violations.none());
    }

    /** A pointer to a member, escaped after RFC 6901. */
    public static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    /** A text that may be long, short enough for a message. */
    public static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
