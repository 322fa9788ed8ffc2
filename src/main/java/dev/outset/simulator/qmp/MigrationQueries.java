package dev.outset.simulator.qmp;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ParameterTable;
import dev.outset.rules.RamBlockers;
import dev.outset.simulator.argv.CompatPolicy;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.state.OutgoingMigration;
import java.math.BigInteger;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The QMP queries about migration. */
public final class MigrationQueries {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MigrationQueries() {}

    /** {@code migration/migration.c: qmp_query_migrate}. */
    static JsonNode migrate(CommandContext context) {
        ObjectNode info = NODES.objectNode();
        IncomingSide side = context.state().incoming();
        String incomingStatus =
                OutgoingInfo.statusOf(context.state().migrations().incoming());
        if (incomingStatus != null) {
            info.put("status", incomingStatus);
        } else if (side.inSetup() && context.release().behaviour().uriParsedAsAddress()) {
            info.put("status", "setup");
        }
        if (side.address() != null) {
            info.putArray("socket-address").add(side.address());
        }
        List<String> reasons = blockedReasons(context);
        if (!reasons.isEmpty()) {
            ArrayNode list = info.putArray("blocked-reasons");
            reasons.forEach(list::add);
        }
        OutgoingMigration outgoing = context.state().migrations().outgoing();
        if (outgoing != null) {
            OutgoingInfo.describe(context, outgoing, info);
        }
        return info;
    }

    /** The reasons why the memory of the guest cannot be migrated. */
    static List<String> blockedReasons(CommandContext context) {
        RamBlockers blockers = context.release().rulebook().ramBlockers();
        ParsedCommandLine options = context.options();
        return blockers == null
                ? List.of()
                : blockers.reasons(
                        context.object().facts(context.facts()),
                        context.boot().family(),
                        options.mainMemoryShared(),
                        options.auxiliaryMemoryShared());
    }

    /** {@code migration/options.c: qmp_query_migrate_parameters}: every parameter that is set. */
    static JsonNode parameters(CommandContext context) {
        MigrationObject object = context.object();
        ParameterTable table = context.release().parameters();
        CompatPolicy policy = context.options().policy();
        ObjectNode all = NODES.objectNode();
        for (int i = 0; i < table.size(); i++) {
            ParameterValue value = object.value(i);
            ParameterSpec spec = table.spec(i);
            if (value != null && !policy.hides(spec.deprecated(), spec.unstable())) {
                all.set(spec.name(), json(value));
            }
        }
        return all;
    }

    /** A parameter value as QMP JSON. */
    public static JsonNode json(ParameterValue value) {
        return switch (value) {
            case ParameterValue.Bool bool -> NODES.booleanNode(bool.value());
            case ParameterValue.Unsigned number -> number(number.bits());
            case ParameterValue.Text text -> NODES.stringNode(text.value());
            case ParameterValue.Strings strings -> {
                ArrayNode list = NODES.arrayNode();
                strings.values().forEach(list::add);
                yield list;
            }
            case ParameterValue.BitmapMapping mapping -> mapping(mapping);
        };
    }

    private static JsonNode number(long bits) {
        return bits >= 0 ? NODES.numberNode(bits) : NODES.numberNode(new BigInteger(Long.toUnsignedString(bits)));
    }

    private static JsonNode mapping(ParameterValue.BitmapMapping mapping) {
        ArrayNode list = NODES.arrayNode();
        for (ParameterValue.NodeAlias node : mapping.nodes()) {
            ObjectNode object =
                    list.addObject().put("node-name", node.nodeName()).put("alias", node.alias());
            ArrayNode bitmaps = object.putArray("bitmaps");
            node.bitmaps().forEach(bitmap -> bitmaps.add(bitmap(bitmap)));
        }
        return list;
    }

    private static JsonNode bitmap(ParameterValue.BitmapAlias bitmap) {
        ObjectNode object = NODES.objectNode().put("name", bitmap.name()).put("alias", bitmap.alias());
        ParameterValue.Transform transform = bitmap.transform();
        if (transform != null) {
            ObjectNode members = object.putObject("transform");
            if (transform.persistent() != null) {
                members.put("persistent", transform.persistent());
            }
        }
        return object;
    }

    /** {@code migration/options.c: qmp_query_migrate_capabilities}: every capability that the build lists. */
    static JsonNode capabilities(CommandContext context) {
        long on = context.object().capabilities();
        CapabilityTable table = context.release().capabilities();
        CompatPolicy policy = context.options().policy();
        ArrayNode all = NODES.arrayNode(table.size());
        for (int i = 0; i < table.size(); i++) {
            CapabilitySpec spec = table.spec(i);
            if (spec.listed() && !policy.hides(spec.deprecated(), spec.unstable())) {
                all.addObject().put("state", (on & 1L << i) != 0).put("capability", spec.name());
            }
        }
        return all;
    }
}
