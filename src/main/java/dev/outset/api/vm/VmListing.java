package dev.outset.api.vm;

import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.LabelFilter;
import dev.outset.api.http.Page;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.admission.VmView;
import dev.outset.binding.EnumLabels;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.RunState;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestLocation;
import dev.outset.store.database.Slice;
import dev.outset.store.vm.StatusColumns;
import dev.outset.store.vm.VmListRow;
import dev.outset.store.vm.VmRepository;
import dev.outset.validation.settings.QueryValueNormalizer;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses the filters of a list request, and lists VMs. */
public final class VmListing {

    private final AuthorizedVms vms;

    private final Catalogues catalogues;

    private final QueryValueNormalizer values;

    private final ApiSettings settings;

    VmListing(AuthorizedVms vms, Catalogues catalogues, ApiSettings settings) {
        this.vms = vms;
        this.catalogues = catalogues;
        this.values = new QueryValueNormalizer(catalogues);
        this.settings = settings;
    }

    /**
     * The query parameters that filter VMs; null for none.
     *
     * @param label labels, as key=value
     * @param condition a condition, as Type:Status
     * @param runState a run state of QEMU
     * @param guest a location of the guest
     * @param qemuVersion a QEMU release
     * @param parameter requested values of migration parameters, as name=value
     * @param capability requested states of migration capabilities, as name=on or name=off
     */
    public record Filters(
            @Parameter(description = "Only VMs with this label, as key=value; may be repeated.", example = "team=db")
            @Nullable List<String> label,

            @Parameter(description = "Only VMs with this condition, as Type:Status.", example = "Verified:True")
            @Nullable String condition,

            @Parameter(description = "Only VMs whose QEMU is in this run state.", example = "inmigrate") @Nullable String runState,

            @Parameter(description = "Only VMs whose guest is at this location.", example = "Here") @Nullable String guest,

            @Parameter(description = "Only VMs that request this QEMU release.", example = "11.1") @Nullable String qemuVersion,

            @Parameter(
                    description =
                            "Only VMs that request this value of a migration parameter, as name=value; may be repeated.",
                    example = "multifd-channels=8")
            @Nullable List<String> parameter,

            @Parameter(
                    description = "Only VMs that request this state of a migration capability, as name=on or name=off;"
                            + " may be repeated.",
                    example = "multifd=on")
            @Nullable List<String> capability) {

        /** Whether all VMs match. */
        public boolean isEmpty() {
            return label == null
                    && condition == null
                    && runState == null
                    && guest == null
                    && qemuVersion == null
                    && parameter == null
                    && capability == null;
        }
    }

    /**
     * A page of VMs that match the filters.
     *
     * @throws InvalidRequestException if a filter is not valid
     */
    Page<VmView> list(Filters filters, @Nullable Integer limit, @Nullable String cursor) {
        Slice<VmListRow> found = vms.list(query(filters, settings.pageSize(limit), cursor));
        return new Page<>(found.content().stream().map(VmView::of).toList(), nextCursor(found));
    }

    /**
     * The query for the filters.
     *
     * @throws InvalidRequestException if a filter is not valid
     */
    public VmRepository.Query query(Filters filters, int limit, @Nullable String cursor) {
        List<Violation> violations = new ArrayList<>();
        Map<String, String> labels = LabelFilter.pairs("label", "team=db", filters.label(), violations);
        Map<String, String> requested = new LinkedHashMap<>(
                settings("parameter", "multifd-channels=8", filters.parameter(), values::parameter, violations));
        requested.putAll(settings("capability", "multifd=on", filters.capability(), values::capability, violations));
        checkCondition(filters.condition(), violations);
        RunState runState = constant("runState", RunState.class, filters.runState(), violations);
        GuestLocation guest = constant("guest", GuestLocation.class, filters.guest(), violations);
        checkVersion(filters.qemuVersion(), violations);
        InvalidRequestException.throwIfErrors(new Violations(violations));
        return new VmRepository.Query(
                labels,
                filters.condition(),
                runState,
                guest,
                filters.qemuVersion(),
                requested,
                cursor == null ? null : name(cursor),
                limit,
                settings.maxPageBytes().toBytes());
    }

    private static Map<String, String> settings(
            String kind,
            String example,
            @Nullable List<String> filters,
            BiFunction<String, String, Optional<String>> normalizer,
            List<Violation> violations) {
        Map<String, String> canonical = new LinkedHashMap<>();
        LabelFilter.pairs(kind, example, filters, violations)
                .forEach((name, value) -> normalizer
                        .apply(name, value)
                        .ifPresentOrElse(
                                text -> canonical.put(name, text),
                                () -> violations.add(Violation.error(
                                        kind,
                                        "format",
                                        "'%s=%s' is not a valid value of a migration %s".formatted(name, value, kind),
                                        "Use %1$s=name=value, for example %1$s=%2$s; /qemu-versions lists the names"
                                                .formatted(kind, example)))));
        return canonical;
    }

    private static <E extends Enum<E>> @Nullable E constant(
            String parameter, Class<E> type, @Nullable String label, List<Violation> violations) {
        E found = label == null ? null : EnumLabels.find(type, label).orElse(null);
        if (label != null && found == null) {
            violations.add(Violation.error(
                    parameter,
                    "format",
                    "'" + label + "' is not a valid value of " + parameter,
                    "Send one of " + List.of(type.getEnumConstants())));
        }
        return found;
    }

    private void checkVersion(@Nullable String version, List<Violation> violations) {
        if (version != null
                && catalogues.versions().stream()
                        .noneMatch(known -> known.toString().equals(version))) {
            violations.add(Violation.error(
                    "qemuVersion",
                    "format",
                    "'" + version + "' is not a QEMU release in the catalogue",
                    "Send one of " + catalogues.versions()));
        }
    }

    private static void checkCondition(@Nullable String condition, List<Violation> violations) {
        if (condition != null && StatusColumns.columnOf(condition).isEmpty()) {
            String types =
                    Arrays.stream(ConditionType.values()).map(Object::toString).collect(Collectors.joining(", "));
            violations.add(Violation.error(
                    "condition",
                    "format",
                    "'" + condition + "' is not a valid condition filter",
                    "Use Type:Status, for example Verified:False; types: " + types
                            + "; statuses: True, False, Unknown"));
        }
    }

    /** The cursor of the next page; null if there is none. */
    public static @Nullable String nextCursor(Slice<VmListRow> page) {
        return page.hasNext() ? cursor(page.content().getLast().name()) : null;
    }

    private static String cursor(VmName last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.value().getBytes(StandardCharsets.UTF_8));
    }

    private static VmName name(String cursor) {
        return new VmName(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
    }
}
