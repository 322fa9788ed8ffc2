package dev.outset.api.vm;

import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.admission.VmView;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.status.ConditionType;
import dev.outset.store.vm.VmPage;
import dev.outset.store.vm.VmRepository;
import dev.outset.validation.settings.ParameterText;
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
public final class VmListing {

    private static final Set<String> TRUTHS = Set.of("True", "False", "Unknown");

    private final AuthorizedVms vms;

    private final Catalogues catalogues;

    private final ParameterText parameterText;

    private final ApiSettings settings;

    VmListing(AuthorizedVms vms, Catalogues catalogues, ApiSettings settings) {
        this.vms = vms;
        this.catalogues = catalogues;
        this.parameterText = new ParameterText(catalogues);
        this.settings = settings;
    }

    /**
     * The filters of a list as they came; null for none.
     *
     * @param labels labels, as key=value
     * @param condition a condition, as Type:Status
     * @param qemuVersion a release
     * @param parameters wanted values, as name=value
     */
    public record Filters(
            @Nullable List<String> labels,
            @Nullable String condition,
            @Nullable String qemuVersion,
            @Nullable List<String> parameters) {}

    /**
     * A page of VMs.
     *
     * @throws InvalidRequestException if a filter cannot be read
     */
    Page<VmView> list(Filters filters, @Nullable Integer limit, @Nullable String cursor) {
        int size = limit == null ? settings.pageSize() : limit;
        VmPage found = vms.list(query(filters, size, cursor));
        return new Page<>(found.vms().stream().map(VmView::of).toList(), nextCursor(found));
    }

    /**
     * What to list.
     *
     * @throws InvalidRequestException if a filter cannot be read
     */
    public VmRepository.Query query(Filters filters, int limit, @Nullable String cursor) {
        List<Violation> violations = new ArrayList<>();
        Map<String, String> labels = pairs("label", "team=db", filters.labels(), violations);
        Map<String, String> parameters = parameters(filters.parameters(), violations);
        checkCondition(filters.condition(), violations);
        checkVersion(filters.qemuVersion(), violations);
        if (limit < 1 || limit > settings.maxPageSize()) {
            violations.add(Violation.error(
                    "limit",
                    "range",
                    "The limit " + limit + " is not between 1 and " + settings.maxPageSize(),
                    "Ask for fewer, or raise the setting outset.api.max-page-size"));
        }
        VmName after = cursor == null ? null : name(cursor, violations);
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(new Violations(violations));
        }
        return new VmRepository.Query(
                labels,
                filters.condition(),
                filters.qemuVersion(),
                parameters,
                after,
                limit,
                settings.maxPageBytes().toBytes());
    }

    private static Map<String, String> pairs(
            String filter, String example, @Nullable List<String> given, List<Violation> violations) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String pair : given == null ? List.<String>of() : given) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                violations.add(Violation.error(
                        filter,
                        "format",
                        "'" + pair + "' is no " + filter,
                        "Write %s=key=value, as %s=%s".formatted(filter, filter, example)));
            } else {
                wanted.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return wanted;
    }

    private Map<String, String> parameters(@Nullable List<String> given, List<Violation> violations) {
        Map<String, String> canonical = new LinkedHashMap<>();
        pairs("parameter", "multifd-channels=8", given, violations)
                .forEach((name, value) -> parameterText
                        .canonical(name, value)
                        .ifPresentOrElse(
                                text -> canonical.put(name, text),
                                () -> violations.add(Violation.error(
                                        "parameter",
                                        "format",
                                        "'" + name + "=" + value + "' is no value of a migration parameter",
                                        "Write parameter=name=value, as parameter=multifd-channels=8; /qemu-versions"
                                                + " lists the parameters"))));
        return canonical;
    }

    private void checkVersion(@Nullable String version, List<Violation> violations) {
        if (version != null
                && catalogues.versions().stream()
                        .noneMatch(known -> known.toString().equals(version))) {
            violations.add(Violation.error(
                    "qemuVersion",
                    "format",
                    "'" + version + "' is no release of the catalogue",
                    "Send one of " + catalogues.versions()));
        }
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

    /** What leads to the VMs after a page; null if there are none. */
    public static @Nullable String nextCursor(VmPage page) {
        return page.hasMore() ? cursor(page.vms().getLast().name()) : null;
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
