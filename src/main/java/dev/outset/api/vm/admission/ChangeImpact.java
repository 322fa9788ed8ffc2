package dev.outset.api.vm.admission;

import dev.outset.api.vm.admission.ChangeView.Effect;
import dev.outset.binding.RecordWriter;
import dev.outset.commandline.CommandLine;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.status.BootStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Foresees what the controller makes of a changed definition: what it sends, and what waits for a restart. */
public final class ChangeImpact {

    /** What the controller itself obeys, whatever QEMU runs. */
    private static final Set<String> OBEYED = Set.of("/spec/power", "/spec/migration/onDrift");

    private final VmPlanService blueprint;

    private final RecordWriter writer;

    public ChangeImpact(VmPlanService blueprint, RecordWriter writer) {
        this.blueprint = blueprint;
        this.writer = writer;
    }

    /** What a change does. */
    ChangeView of(StoredVm current, VmDefinition changed) {
        CommandLine before = commandLine(current.definition());
        CommandLine after = commandLine(changed);
        List<CommandLine.Option> removed = without(before.options(), after.options());
        List<CommandLine.Option> added = without(after.options(), before.options());
        BootStatus boot = current.status().boot();
        boolean running = boot != null && !boot.hasEnded();
        Set<String> moved = Stream.concat(removed.stream(), added.stream())
                .map(option -> "/spec" + option.pointer())
                .collect(Collectors.toSet());
        Set<String> sent = Stream.concat(overQmp(current.definition().spec()), overQmp(changed.spec()))
                .collect(Collectors.toSet());
        List<ChangeView.Field> fields = JsonDifference.between(written(current.definition()), written(changed)).stream()
                .map(difference -> new ChangeView.Field(
                        difference.pointer(),
                        difference.before(),
                        difference.after(),
                        effect(difference.pointer(), running, moved, sent)))
                .toList();
        boolean restart = boot != null && running && !boot.commandLine().equals(after.arguments());
        Effect whole = restart
                ? Effect.RESTART
                : fields.stream()
                        .map(ChangeView.Field::effect)
                        .max(Comparator.naturalOrder())
                        .orElse(Effect.NONE);
        return new ChangeView(whole, running, fields, removed, added);
    }

    private static Effect effect(String pointer, boolean running, Set<String> moved, Set<String> sent) {
        if (!pointer.startsWith("/spec")) {
            return Effect.NONE;
        }
        if (OBEYED.contains(pointer)) {
            return Effect.LIVE;
        }
        if (!running) {
            return Effect.NEXT_START;
        }
        if (moved.stream().anyMatch(other -> isAbove(other, pointer) || isAbove(pointer, other))) {
            return Effect.RESTART;
        }
        return sent.contains(pointer) ? Effect.LIVE : Effect.NEXT_START;
    }

    private static boolean isAbove(String pointer, String other) {
        return other.equals(pointer) || (!pointer.equals("/spec") && other.startsWith(pointer + "/"));
    }

    private Stream<String> overQmp(VmSpec spec) {
        DeliveryPlan plan = blueprint.plan(spec);
        return plan.deliveries().stream()
                .filter(delivery ->
                        delivery instanceof Delivery.QmpParameter || delivery instanceof Delivery.QmpCapability)
                .map(delivery -> "/spec" + delivery.pointer());
    }

    private CommandLine commandLine(VmDefinition definition) {
        return blueprint.commandLine(definition.name().value(), definition.spec());
    }

    private JsonNode written(VmDefinition definition) {
        return writer.write(new VmRequest(definition.name(), definition.labels(), definition.spec()));
    }

    /** Each option as often as the first list has it more than the second. */
    private static List<CommandLine.Option> without(List<CommandLine.Option> options, List<CommandLine.Option> others) {
        List<String> left =
                new ArrayList<>(others.stream().map(ChangeImpact::text).toList());
        return options.stream().filter(option -> !left.remove(text(option))).toList();
    }

    private static String text(CommandLine.Option option) {
        return option.option() + " " + option.value();
    }
}
