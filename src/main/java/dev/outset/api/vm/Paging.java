package dev.outset.api.vm;

import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.problem.RefusedException;
import dev.outset.status.ConditionType;
import dev.outset.store.StoredVm;
import dev.outset.store.VmRepository;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a list, and lists. */
final class Paging {

    private static final Set<String> TRUTHS = Set.of("True", "False", "Unknown");

    private final VmRepository repository;

    private final ApiSettings settings;

    Paging(VmRepository repository, ApiSettings settings) {
        this.repository = repository;
        this.settings = settings;
    }

    /**
     * A page of VMs.
     *
     * @throws RefusedException if a filter cannot be read
     */
    Page<VmView> list(
            @Nullable List<String> labels,
            @Nullable String condition,
            @Nullable Integer limit,
            @Nullable String cursor) {
        List<Violation> violations = new ArrayList<>();
        Map<String, String> wanted = labels(labels == null ? List.of() : labels, violations);
        checkCondition(condition, violations);
        int size = limit == null ? settings.pageSize() : limit;
        if (size < 1 || size > settings.maxPageSize()) {
            violations.add(Violation.error(
                    "limit",
                    "range",
                    "The limit " + size + " is not between 1 and " + settings.maxPageSize(),
                    "Ask for fewer, or raise the setting outset.api.max-page-size"));
        }
        VmName after = cursor == null ? null : name(cursor, violations);
        if (!violations.isEmpty()) {
            throw new RefusedException(new Violations(violations));
        }
        List<StoredVm> found = repository.list(new VmRepository.Query(wanted, condition, after, size + 1));
        List<StoredVm> shown = found.subList(0, Math.min(size, found.size()));
        String next = found.size() > size ? cursor(shown.getLast().definition().name()) : null;
        return new Page<>(shown.stream().map(VmView::of).toList(), next);
    }

    private static Map<String, String> labels(List<String> labels, List<Violation> violations) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                violations.add(Violation.error(
                        "label", "format", "'" + label + "' is no label", "Write label=key=value, as label=team=db"));
            } else {
                wanted.put(label.substring(0, equals), label.substring(equals + 1));
            }
        }
        return wanted;
    }

    private static void checkCondition(@Nullable String condition, List<Violation> violations) {
        if (condition == null) {
            return;
        }
        String[] parts = condition.split(":", -1);
        boolean isKnown = parts.length == 2
                && Arrays.stream(ConditionType.values())
                        .anyMatch(type -> type.toString().equals(parts[0]))
                && TRUTHS.contains(parts[1]);
        if (!isKnown) {
            String types =
                    Arrays.stream(ConditionType.values()).map(Object::toString).collect(Collectors.joining(", "));
            violations.add(Violation.error(
                    "condition",
                    "format",
                    "'" + condition + "' is no condition",
                    "Write Type:Status, as Verified:False; types: " + types + "; statuses: True, False, Unknown"));
        }
    }

    private static String cursor(VmName last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.value().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable VmName name(String cursor, List<Violation> violations) {
        try {
            return new VmName(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException foreign) {
            violations.add(Violation.error(
                    "cursor", "format", "'" + cursor + "' is no cursor", "Send nextCursor of the page before"));
            return null;
        }
    }
}
