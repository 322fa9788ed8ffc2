package dev.outset.api.vm.admission;

import dev.outset.api.vm.admission.ChangeView.Effect;
import dev.outset.binding.RecordWriter;
import dev.outset.commandline.CommandLine;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.status.BootStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Predicts how the controller applies a changed definition: over QMP, on a restart, or on the next boot. */
public final class ChangeImpact {

    /** Fields that the controller applies itself, independent of QEMU. */
    private static final Set<String> CONTROLLER_FIELDS = Set.of("/spec/power", "/spec/migration/onDrift");

    private final VmPlanService plans;

    private final RecordWriter writer;

    /** Renders plans with {@code plans}, and specs as JSON with {@code writer}. */
    public ChangeImpact(VmPlanService plans, RecordWriter writer) {
        this.plans = plans;
        this.writer = writer;
    }

    /** The impact of a change on the current VM. */
    ChangeView predict(StoredVm current, VmDefinition changed) {
        CommandLine before = commandLine(current.definition());
        CommandLine after = commandLine(changed);
        List<CommandLine.Option> removed = without(before.options(), after.options());
        List<CommandLine.Option> added = without(after.options(), before.options());
        BootStatus boot = current.status().boot();
        boolean running = boot != null && !boot.ended();
        Set<String> optionPointers = Stream.concat(removed.stream(), added.stream())
                .map(option -> "/spec" + option.pointer())
                .collect(Collectors.toSet());
        Set<String> qmpPointers = Stream.concat(qmpPointers(current.definition().spec()), qmpPointers(changed.spec()))
                .collect(Collectors.toSet());
        List<ChangeView.Field> fields = new ArrayList<>();
        compare("", toJson(current.definition()), toJson(changed), (pointer, older, newer) -> {
            Effect effect = effect(pointer, running, optionPointers, qmpPointers);
            fields.add(new ChangeView.Field(pointer, older, newer, effect));
        });
        boolean restart = boot != null && running && !boot.commandLine().equals(after.arguments());
        Effect whole = restart
                ? Effect.RESTART
                : fields.stream()
                        .map(ChangeView.Field::effect)
                        .max(Comparator.naturalOrder())
                        .orElse(Effect.NONE);
        return new ChangeView(whole, running, fields, removed, added);
    }

    /** Receives a difference between two JSON documents; a value that is absent is null. */
    private interface Differences {

        void add(String pointer, @Nullable JsonNode before, @Nullable JsonNode after);
    }

    /** Finds all differences, at the deepest level; arrays of different lengths are reported as a whole. */
    private static void compare(
            String pointer, @Nullable JsonNode before, @Nullable JsonNode after, Differences differences) {
        if (before != null && after != null && before.isObject() && after.isObject()) {
            Set<String> names = new TreeSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            for (String name : names) {
                compare(JsonPointer.child(pointer, name), before.get(name), after.get(name), differences);
            }
        } else if (before != null
                && after != null
                && before.isArray()
                && after.isArray()
                && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(pointer + "/" + i, before.get(i), after.get(i), differences);
            }
        } else if (!Objects.equals(before, after)) {
            differences.add(pointer, before, after);
        }
    }

    private static Effect effect(String pointer, boolean running, Set<String> optionPointers, Set<String> qmpPointers) {
        if (!pointer.startsWith("/spec")) {
            return Effect.NONE;
        }
        if (CONTROLLER_FIELDS.contains(pointer)) {
            return Effect.LIVE;
        }
        if (!running) {
            return Effect.NEXT_START;
        }
        if (optionPointers.stream().anyMatch(other -> isAtOrAbove(other, pointer) || isAtOrAbove(pointer, other))) {
            return Effect.RESTART;
        }
        return qmpPointers.contains(pointer) ? Effect.LIVE : Effect.NEXT_START;
    }

    private static boolean isAtOrAbove(String pointer, String other) {
        return other.equals(pointer) || (!pointer.equals("/spec") && other.startsWith(pointer + "/"));
    }

    private Stream<String> qmpPointers(VmSpec spec) {
        DeliveryPlan plan = plans.plan(spec);
        return plan.deliveries().stream()
                .filter(delivery ->
                        delivery instanceof Delivery.QmpParameter || delivery instanceof Delivery.QmpCapability)
                .map(delivery -> "/spec" + delivery.pointer());
    }

    private CommandLine commandLine(VmDefinition definition) {
        return plans.commandLine(definition.name().value(), definition.spec());
    }

    private JsonNode toJson(VmDefinition definition) {
        return writer.write(new VmRequest(definition.name(), definition.labels(), definition.spec()));
    }

    /** The multiset difference: each option as often as the first list contains it more than the second. */
    private static List<CommandLine.Option> without(List<CommandLine.Option> options, List<CommandLine.Option> others) {
        List<String> remaining =
                new ArrayList<>(others.stream().map(ChangeImpact::text).toList());
        return options.stream()
                .filter(option -> !remaining.remove(text(option)))
                .toList();
    }

    private static String text(CommandLine.Option option) {
        return option.option() + " " + option.value();
    }
}
