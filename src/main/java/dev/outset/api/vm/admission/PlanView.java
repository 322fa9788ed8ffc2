package dev.outset.api.vm.admission;

import dev.outset.commandline.CommandLine;
import dev.outset.commandline.render.Dialect;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.delivery.Listening;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How everything that a definition wants gets into its QEMU.
 *
 * @param deliveries one entry a wish
 * @param listening who makes the incoming migration listen
 * @param parameters every parameter of the release with its layers
 * @param dialects the same settings in every way that QEMU knows to say them, and what differs in effect
 */
@Schema(name = "Plan", description = "How everything that a definition wants gets into its QEMU, and why that way.")
public record PlanView(
        List<DeliveryView> deliveries,
        ListeningView listening,
        List<LayersView> parameters,
        List<DialectView> dialects) {

    /**
     * The way of one wish.
     *
     * @param name the parameter, capability or property
     * @param channel {@code early-config}, {@code global}, {@code qmp} or {@code none}
     * @param as how it is written there
     * @param timing when it arrives over QMP, against the step at which QEMU acts on it; null for other channels
     * @param pointer the wish
     * @param reason why this way
     */
    @Schema(name = "Delivery")
    record DeliveryView(
            String name,

            @Schema(allowableValues = {"early-config", "global", "qmp", "none"})
            String channel,

            @Nullable String as,

            @Schema(allowableValues = {"before-incoming", "before-migrate", "any-time", "too-late"}) @Nullable String timing,

            String pointer,
            String reason) {

        static DeliveryView of(Delivery delivery) {
            return switch (delivery) {
                case Delivery.EarlyConfigItem item -> view(delivery, item.parameter() + "=" + item.value(), null);
                case Delivery.GlobalProperty global ->
                    view(delivery, "migration." + global.property() + "=" + global.text(), null);
                case Delivery.QmpParameter parameter ->
                    view(delivery, "migrate-set-parameters", parameter.timing().toString());
                case Delivery.QmpCapability capability ->
                    view(
                            delivery,
                            "migrate-set-capabilities",
                            capability.timing().toString());
                case Delivery.Undeliverable none -> view(delivery, null, null);
            };
        }

        private static DeliveryView view(Delivery delivery, @Nullable String as, @Nullable String timing) {
            return new DeliveryView(
                    delivery.name(), delivery.channel(), as, timing, delivery.pointer(), delivery.reason());
        }
    }

    /**
     * Who makes the incoming migration listen.
     *
     * @param by {@code none}, {@code command-line}, {@code controller} or {@code client}
     * @param incoming where; null when that is open
     * @param reason why not from the command line; null when it is
     */
    @Schema(name = "Listening")
    record ListeningView(
            @Schema(allowableValues = {"none", "command-line", "controller", "client"})
            String by,

            @Nullable Incoming incoming,
            @Nullable String reason) {

        static ListeningView of(Listening listening) {
            return switch (listening) {
                case Listening.NotIncoming() -> new ListeningView("none", null, null);
                case Listening.FromCommandLine(Incoming incoming) -> new ListeningView("command-line", incoming, null);
                case Listening.AfterDefer(Incoming incoming, String reason) ->
                    new ListeningView(incoming == null ? "client" : "controller", incoming, reason);
            };
        }
    }

    /**
     * A parameter's layers.
     *
     * @param name the parameter
     * @param value the value that will win; null for unset
     * @param layer the layer it comes from
     * @param overridden the layers below, highest first
     * @param requested whether the definition asks for it
     */
    @Schema(name = "ParameterLayers")
    record LayersView(
            String name,
            @Nullable ParameterValue value,
            ParameterLayer layer,
            List<EffectiveValue.Overridden> overridden,
            boolean requested) {

        static LayersView of(EffectiveValue effective) {
            return new LayersView(
                    effective.parameter().name(),
                    effective.value(),
                    effective.layer(),
                    effective.overridden(),
                    effective.requested());
        }
    }

    /**
     * One way of saying the settings.
     *
     * @param dialect which way
     * @param obstacle why it cannot be used at all; null where it can
     * @param options the options of the command line that say them
     * @param commands the QMP commands that say them, in order
     * @param missing what cannot be said this way, or not in time
     * @param effects what differs in effect from the other ways
     */
    @Schema(name = "Dialect", description = "One way of saying the migration settings to QEMU.")
    record DialectView(
            @Schema(allowableValues = {"config-keyval", "config-json", "global", "defer-qmp"})
            String dialect,

            @Nullable String obstacle,
            List<CommandLine.Option> options,
            List<JsonNode> commands,
            List<Dialect.Missing> missing,
            List<String> effects) {

        static DialectView of(Dialect dialect) {
            return new DialectView(
                    dialect.kind().toString(),
                    dialect.isPossible() ? null : dialect.obstacle(),
                    dialect.options(),
                    dialect.commands().stream()
                            .map(JsonMapper.shared()::readTree)
                            .toList(),
                    dialect.missing(),
                    dialect.effects());
        }
    }

    public static PlanView of(DeliveryPlan plan, List<Dialect> dialects) {
        return new PlanView(
                plan.deliveries().stream().map(DeliveryView::of).toList(),
                ListeningView.of(plan.listening()),
                plan.effective().values().stream().map(LayersView::of).toList(),
                dialects.stream().map(DialectView::of).toList());
    }
}
