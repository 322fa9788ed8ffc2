package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.SingleOption;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.Listening;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationParameters;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Renders the migration options: the settings that the plan delivers with the command line, and how QEMU listens. */
final class MigrationOptions {

    private static final String INCOMING = "/migration/incoming";

    private MigrationOptions() {}

    static void add(OptionList options, VmSpec spec, DeliveryPlan plan) {
        SingleOption.ONLY_MIGRATABLE.addTo(options, spec);
        // Only the last -global of a property takes effect, so earlier ones are omitted.
        Map<String, Delivery.GlobalProperty> last = new LinkedHashMap<>();
        for (Delivery.GlobalProperty global : plan.globals()) {
            last.remove(global.property());
            last.put(global.property(), global);
        }
        last.values()
                .forEach(global -> options.add(
                        "-global",
                        "migration." + global.property() + "=" + global.text(),
                        global.pointer(),
                        global.reason()));
        earlyConfig(options, plan);
        listening(options, plan.listening());
        cprChannel(options, spec.migration().incoming());
    }

    private static void earlyConfig(OptionList options, DeliveryPlan plan) {
        MigrationParameters early = plan.earlyConfig();
        if (!early.isEmpty()) {
            boolean keyval = EarlyConfigText.keyval(early).isPresent();
            options.add(
                    "-incoming",
                    "config:" + EarlyConfigText.of(early),
                    "/migration/early",
                    keyval
                            ? "QEMU applies these parameters when it creates the migration object."
                            : "QEMU applies these parameters when it creates the migration object; in JSON, "
                                    + "because keyval cannot express an empty list or object.");
        }
    }

    private static void listening(OptionList options, Listening listening) {
        switch (listening) {
            case Listening.NotIncoming() -> {}
            case Listening.AfterDefer(var _, String reason) -> options.add("-incoming", "defer", INCOMING, reason);
            case Listening.FromCommandLine(Incoming incoming) -> main(options, incoming);
        }
    }

    /** Renders how QEMU listens from its command line, including the cpr channel. */
    static void listening(OptionList options, @Nullable Incoming incoming) {
        if (incoming != null) {
            main(options, incoming);
            cprChannel(options, incoming);
        }
    }

    private static void main(OptionList options, Incoming incoming) {
        String reason = "QEMU listens here as soon as its devices exist.";
        switch (incoming) {
            case Incoming.Deferred() -> options.add("-incoming", "defer", INCOMING, "QEMU waits for migrate-incoming.");
            case Incoming.Uri(String uri) -> options.add("-incoming", uri, INCOMING + "/listen", reason);
            case Incoming.Channels channels -> channel(options, channels, IncomingChannel.Type.MAIN, reason);
        }
    }

    private static void cprChannel(OptionList options, @Nullable Incoming incoming) {
        if (incoming instanceof Incoming.Channels channels) {
            channel(
                    options,
                    channels,
                    IncomingChannel.Type.CPR,
                    "The source sends its CPR state here before any backend is created.");
        }
    }

    private static void channel(
            OptionList options, Incoming.Channels channels, IncomingChannel.Type type, String reason) {
        channels.channel(type)
                .ifPresent(channel -> options.add(
                        "-incoming",
                        JsonMapper.shared().writeValueAsString(channel.toJsonValue()),
                        INCOMING + "/channels/" + channels.channels().indexOf(channel),
                        reason));
    }
}
