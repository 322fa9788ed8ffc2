package dev.outset.qmp;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Converts migration parameters, capabilities and addresses to and from QAPI JSON, without a catalogue. */
final class MigrationJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MigrationJson() {}

    static MigrationParameters parameters(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("The parameters must be a JSON object");
        }
        Map<MigrationParameter, ParameterValue> values = new LinkedHashMap<>();
        object.properties().forEach(member -> {
            ParameterValue value = value(member.getValue());
            if (value != null) {
                values.put(new MigrationParameter(member.getKey()), value);
            }
        });
        return new MigrationParameters(values);
    }

    private static @Nullable ParameterValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> new ParameterValue.Bool(node.booleanValue());
            case NUMBER -> new ParameterValue.Unsigned(unsigned(node.bigIntegerValue()));
            case STRING -> new ParameterValue.Text(node.stringValue());
            case ARRAY -> list(node);
            case NULL -> null;
            case OBJECT, BINARY, POJO, MISSING -> throw new IllegalArgumentException("Unsupported parameter value");
        };
    }

    private static long unsigned(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > Long.SIZE) {
            throw new IllegalArgumentException(number + " is not an unsigned 64-bit integer");
        }
        return number.longValue();
    }

    private static ParameterValue list(JsonNode node) {
        if (node.valueStream().anyMatch(JsonNode::isObject)) {
            return new ParameterValue.BitmapMapping(
                    node.valueStream().map(MigrationJson::nodeAlias).toList());
        }
        return new ParameterValue.Strings(
                node.valueStream().map(JsonNode::stringValue).toList());
    }

    private static ParameterValue.NodeAlias nodeAlias(JsonNode node) {
        List<ParameterValue.BitmapAlias> bitmaps = new ArrayList<>();
        node.path("bitmaps").forEach(bitmap -> bitmaps.add(bitmapAlias(bitmap)));
        return new ParameterValue.NodeAlias(
                node.required("node-name").stringValue(), node.required("alias").stringValue(), bitmaps);
    }

    private static ParameterValue.BitmapAlias bitmapAlias(JsonNode node) {
        JsonNode transform = node.path("transform");
        JsonNode persistent = transform.path("persistent");
        return new ParameterValue.BitmapAlias(
                node.required("name").stringValue(),
                node.required("alias").stringValue(),
                transform.isObject()
                        ? new ParameterValue.Transform(persistent.isBoolean() ? persistent.booleanValue() : null)
                        : null);
    }

    static ObjectNode of(MigrationParameters parameters) {
        ObjectNode object = NODES.objectNode();
        parameters
                .values()
                .forEach((parameter, value) ->
                        object.set(parameter.name(), JsonMapper.shared().valueToTree(value.toJsonValue())));
        return object;
    }

    static ObjectNode of(Map<MigrationCapability, Boolean> capabilities) {
        ArrayNode list = NODES.arrayNode();
        capabilities.forEach((capability, on) ->
                list.addObject().put("capability", capability.name()).put("state", on));
        return NODES.objectNode().set("capabilities", list);
    }

    static ObjectNode of(Incoming incoming) {
        return switch (incoming) {
            case Incoming.Deferred() ->
                throw new IllegalArgumentException("migrate-incoming requires an address to listen on");
            case Incoming.Uri(String uri) -> NODES.objectNode().put("uri", uri);
            case Incoming.Channels(List<IncomingChannel> channels) ->
                JsonMapper.shared()
                        .valueToTree(Map.of(
                                "channels",
                                channels.stream()
                                        .map(IncomingChannel::toJsonValue)
                                        .toList()));
        };
    }

    static QmpCommand.MigrationInfo info(JsonNode value) {
        JsonNode status = value.path("status");
        JsonNode ram = value.path("ram");
        return new QmpCommand.MigrationInfo(
                status.isString() ? status.asString() : null,
                value.path("error-desc").asString(""),
                value.path("socket-address")
                        .valueStream()
                        .map(MigrationJson::socketAddress)
                        .toList(),
                new QmpCommand.Ram(
                        ram.path("transferred").asLong(0),
                        ram.path("remaining").asLong(0),
                        ram.path("total").asLong(0),
                        ram.path("dirty-sync-count").asLong(0)),
                value.path("total-time").asLong(0),
                value.has("downtime") ? Long.valueOf(value.get("downtime").asLong()) : null);
    }

    private static MigrationAddress.Socket socketAddress(JsonNode address) {
        String type = address.required("type").stringValue();
        return switch (type) {
            case "inet" -> new MigrationAddress.Inet(text(address, "host"), text(address, "port"));
            case "unix" -> new MigrationAddress.Unix(text(address, "path"));
            case "vsock" -> new MigrationAddress.Vsock(text(address, "cid"), text(address, "port"));
            case "fd" -> new MigrationAddress.Fd(text(address, "str"));
            default -> throw new IllegalArgumentException("'" + type + "' is not a type of socket address");
        };
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asString("");
    }
}
