package dev.outset.simulator.transport;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.release.CompiledCatalogue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code migrate} and {@code migrate-incoming}, which are not validated.
 *
 * @param uri the URI; null for none
 * @param channels the channels; null for none
 * @param resume whether a paused migration is to be resumed
 */
public record MigrationTarget(
        @Nullable String uri, @Nullable List<ChannelArgument> channels, boolean resume) {

    /**
     * Reads the arguments of a command.
     *
     * @param schema the arguments that the release accepts
     * @throws dev.outset.simulator.text.QemuError if the tree does not match the schema
     */
    public static MigrationTarget visit(
            InputVisitor visitor, List<IncomingSupport.Argument> schema, CompiledCatalogue release) {
        @Nullable String uri = null;
        @Nullable List<ChannelArgument> channels = null;
        boolean resume = false;
        visitor.beginObject(null);
        for (IncomingSupport.Argument argument : schema) {
            String name = argument.name();
            if (argument.optional() && !visitor.has(name)) {
                continue;
            }
            switch (argument.type()) {
                case "str" -> uri = visitor.string(name);
                case "bool" -> resume |= visitor.bool(name) && name.equals("resume");
                default -> channels = visitor.list(name, () -> ChannelVisitor.channel(visitor, release));
            }
        }
        visitor.endObject();
        return new MigrationTarget(uri, channels, resume);
    }
}
