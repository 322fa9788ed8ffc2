package dev.outset.simulator.argv;

import dev.outset.parameters.IncomingChannel;
import dev.outset.qemu.BootStep;
import dev.outset.rules.ParameterArray;
import dev.outset.simulator.json.QemuJson;
import dev.outset.simulator.migration.ParameterVisitor;
import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.ChannelVisitor;
import dev.outset.simulator.transport.MigrationUris;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * {@code system/vl.c: incoming_option_parse} with the proposed {@code config:}. Before 10.0 QEMU only stores the
 * string.
 */
final class IncomingParser {

    private static final String CONFIG = "config:";

    private final CompiledCatalogue release;

    private final boolean supportsConfig;

    private final boolean parsesImmediately;

    private boolean given;

    private @Nullable String text;

    private @Nullable ChannelArgument main;

    private @Nullable ChannelArgument cpr;

    private @Nullable ParameterArray config;

    IncomingParser(CompiledCatalogue release, boolean supportsConfig) {
        this.release = release;
        this.supportsConfig = supportsConfig;
        this.parsesImmediately = release.catalogue().incoming().parsedAt() == BootStep.OPTIONS_PARSED;
    }

    ParsedCommandLine.IncomingOption result() {
        return new ParsedCommandLine.IncomingOption(given, text, main, cpr, config);
    }

    void option(String argument) {
        given = true;
        if (!parsesImmediately) {
            text = argument;
        } else if (argument.equals("defer")) {
            main = null;
            text = argument;
        } else if (supportsConfig && argument.startsWith(CONFIG)) {
            config(argument.substring(CONFIG.length()));
        } else if (MigrationUris.isUri(argument)) {
            channel(
                    new ChannelArgument(IncomingChannel.Type.MAIN, MigrationUris.parse(argument, release.sizes())),
                    argument);
        } else {
            channel(ChannelVisitor.channel(visitor(argument, "channel-type"), release), argument);
        }
    }

    private void channel(ChannelArgument channel, String argument) {
        if (channel.type() == IncomingChannel.Type.CPR) {
            cpr = channel;
        } else {
            main = channel;
            text = argument;
        }
    }

    private void config(String argument) {
        if (config != null) {
            throw QemuError.generic("Only one -incoming config:* is allowed.");
        }
        // The proposal does not apply the -compat policy here.
        config = ParameterVisitor.visit(
                visitor(argument, null), release.parameters(), InputPolicy.ACCEPT, new ArrayList<>());
    }

    /** {@code qobject_input_visitor_new_str}: JSON if the first character is a brace, otherwise keyval. */
    private InputVisitor visitor(String argument, @Nullable String impliedKey) {
        return argument.startsWith("{")
                ? InputVisitor.json(QemuJson.parse(argument, release.behaviour().jsonErrors()))
                : InputVisitor.keyval(Keyval.parse(argument, impliedKey), release.sizes());
    }
}
