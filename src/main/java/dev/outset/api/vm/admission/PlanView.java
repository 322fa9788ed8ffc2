package dev.outset.api.vm.admission;

import dev.outset.commandline.CommandLine;
import dev.outset.commandline.render.Dialect;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.delivery.Listening;
import dev.outset.parameters.Incoming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The delivery plan: how the requested migration settings are delivered to QEMU, and why.
 *
 * @param deliveries one entry per requested parameter, capability and property
 * @param listening how the VM starts to listen for an incoming migration
 * @param parameters all parameters of the release with their layers
 * @param capabilities all capabilities of the release with their layers
 * @param dialects the same settings in every notation that QEMU supports, with the differences in effect
 */
@Schema(name = "Plan")
public record PlanView(
        List<DeliveryView> deliveries,
        ListeningView listening,
        List<EffectiveValue> parameters,
        List<EffectiveValue> capabilities,
        List<DialectView> dialects) {

    /**
     * The delivery of one requested parameter, capability or property.
     *
     * @param name the name of the parameter, capability or property
     * @param channel {@code early-config}, {@code global}, {@code qmp} or {@code none}
     * @param as its notation in the channel; null if it cannot be delivered
     * @param timing when it is set over QMP, relative to the step at which QEMU acts on it; null for other channels
     * @param pointer the JSON pointer of the requested value
     * @param reason why this channel is used
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
     * How the VM starts to listen for an incoming migration.
     *
     * @param by what starts to listen: {@code none}, {@code command-line}, {@code controller} or {@code client}
     * @param incoming the address; null if it is not known in advance
     * @param reason why the command line does not start to listen; null if it does
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
     * One notation of the migration settings for QEMU.
     *
     * @param dialect the name of the dialect
     * @param obstacle why the dialect cannot be used; null if it can
     * @param options the command-line options
     * @param commands the QMP commands, in order
     * @param missing the settings that the dialect cannot express, or not in time
     * @param effects the differences in effect from the other dialects
     */
    @Schema(name = "Dialect")
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
                    dialect.isUsable() ? null : dialect.obstacle(),
                    dialect.options(),
                    dialect.commands().stream()
                            .map(JsonMapper.shared()::readTree)
                            .toList(),
                    dialect.missing(),
                    dialect.effects());
        }
    }

    /** The view of a plan and its dialects. */
    public static PlanView of(DeliveryPlan plan, List<Dialect> dialects) {
        return new PlanView(
                plan.deliveries().stream().map(DeliveryView::of).toList(),
                ListeningView.of(plan.listening()),
                List.copyOf(plan.effective().values()),
                List.copyOf(plan.capabilities().values()),
                dialects.stream().map(DialectView::of).toList());
    }
}
