package dev.outset.commandline.importing;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.delivery.PropertySyntax;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Imports {@code -incoming} in all forms: defer, URI, channel, and the proposed config. */
final class MigrationImport {

    private static final String CONFIG = "config:";

    private static final String POINTER = "/migration/incoming";

    private final SpecBuilder builder;

    /** Whether a channel is given in QAPI form; a URI next to it is a channel too. */
    private boolean hasChannels;

    MigrationImport(SpecBuilder builder) {
        this.builder = builder;
    }

    void run() {
        boolean listens = builder.pendingWhere(option -> option.option().equals("-incoming"))
                .anyMatch(option -> option.value() != null && !option.value().startsWith(CONFIG));
        hasChannels = builder.pendingWhere(option -> option.option().equals("-incoming"))
                .anyMatch(option -> option.value() != null && isChannel(option.value()));
        builder.forEach("-incoming", option -> {
            if (option.requireValue().startsWith(CONFIG)) {
                config(option, listens);
            } else {
                incoming(option);
            }
        });
    }

    private void incoming(CliOption option) {
        String text = option.requireValue();
        if (isChannel(text)) {
            add(option, text.startsWith("{") ? json(text) : keyval(text));
            return;
        }
        if (hasChannels) {
            if (text.equals("defer")) {
                option.markMapped(
                        POINTER, "The main channel is deferred, which a cpr channel without a main channel implies");
            } else {
                add(option, main(text));
            }
            return;
        }
        builder.objectAt("/migration/incoming").put("listen", text);
        option.markMapped(POINTER + "/listen", "How the VM listens");
    }

    private static boolean isChannel(String text) {
        return text.startsWith("{")
                || text.startsWith("main,")
                || text.startsWith("cpr,")
                || text.startsWith("channel-type=");
    }

    private void add(CliOption option, ObjectNode channel) {
        ArrayNode channels = builder.listAt("/migration/incoming/channels");
        channels.add(channel);
        option.markMapped(POINTER + "/channels/" + (channels.size() - 1), "A channel of the incoming migration");
    }

    /** Converts a URI next to channels to the main channel ({@code migration/migration.c: migrate_uri_parse}). */
    private static ObjectNode main(String uri) {
        int colon = uri.indexOf(':');
        String rest = uri.substring(colon + 1);
        ObjectNode address = SpecBuilder.object();
        switch (colon < 0 ? "" : uri.substring(0, colon)) {
            case "tcp" -> {
                int last = rest.lastIndexOf(':');
                if (last < 0 || rest.indexOf(',') >= 0) {
                    throw new UnmappableOptionException("A channel supports only a host and a port");
                }
                String host = rest.substring(0, last);
                boolean bracketed = host.startsWith("[") && host.endsWith("]");
                socket(address, "inet")
                        .put("host", bracketed ? host.substring(1, host.length() - 1) : host)
                        .put("port", rest.substring(last + 1));
            }
            case "unix" -> socket(address, "unix").put("path", rest);
            case "fd" -> socket(address, "fd").put("str", rest);
            case "vsock" -> {
                String[] parts = rest.split(":", 2);
                socket(address, "vsock").put("cid", parts[0]).put("port", parts[parts.length - 1]);
            }
            case "exec" -> {
                address.put("transport", "exec");
                address.putArray("args").add("/bin/sh").add("-c").add(rest);
            }
            default -> throw new UnmappableOptionException("No channel for '" + uri + "'");
        }
        ObjectNode channel = SpecBuilder.object().put("type", "main");
        channel.set("address", address);
        return channel;
    }

    private static ObjectNode socket(ObjectNode address, String type) {
        return address.put("transport", "socket").put("type", type);
    }

    /** Converts a channel from QAPI form, which differs in the names of two members. */
    private static ObjectNode channel(JsonNode qapi) {
        ObjectNode channel = SpecBuilder.object();
        channel.set("type", qapi.path("channel-type"));
        ObjectNode address = (ObjectNode) qapi.path("addr").deepCopy();
        if (address.path("offset").isString()) {
            SpecBuilder.putNumber(address, "offset", address.get("offset").asString());
        }
        channel.set("address", address);
        return channel;
    }

    private static ObjectNode json(String text) {
        try {
            JsonNode node = JsonMapper.shared().readTree(text);
            if (!node.path("addr").isObject()) {
                throw new UnmappableOptionException("The value is not a channel");
            }
            return channel(node);
        } catch (JacksonException wrong) {
            throw new UnmappableOptionException("The value is not valid JSON");
        }
    }

    private static ObjectNode keyval(String text) {
        KeyValues members = KeyValues.of(text, "channel-type");
        ObjectNode qapi = SpecBuilder.object();
        qapi.put("channel-type", members.require("channel-type"));
        Map<Integer, String> args = new TreeMap<>();
        ObjectNode address = qapi.putObject("addr");
        for (String key : members.remainingKeys()) {
            String value = members.require(key);
            if (!key.startsWith("addr.")) {
                throw new UnmappableOptionException("No field for '" + key + "'");
            }
            String name = key.substring("addr.".length());
            if (name.startsWith("args.")) {
                args.put(Integer.valueOf(name.substring("args.".length())), value);
            } else {
                address.put(name, value);
            }
        }
        args.values().forEach(address.withArrayProperty("args")::add);
        if (args.isEmpty()) {
            address.remove("args");
        }
        return channel(qapi);
    }

    private void config(CliOption option, boolean listens) {
        String text = option.requireValue().substring(CONFIG.length());
        ObjectNode early = text.startsWith("{") ? tree(text) : typed(text);
        builder.objectAt("/migration/early").setAll(early);
        builder.objectAt("/qemu").put("incomingConfig", true);
        if (!listens) {
            builder.objectAt("/migration/incoming").put("listen", "defer");
            builder.addNote(
                    POINTER,
                    "config-alone",
                    "-incoming config: alone keeps QEMU in inmigrate, as -incoming defer does",
                    "Set incoming.listen, or remove incoming if the guest should start without a migration");
        }
        option.markMapped("/migration/early", "Parameters that are in effect when the migration object is created");
    }

    private static ObjectNode tree(String text) {
        try {
            return (ObjectNode) JsonMapper.shared().readTree(text);
        } catch (JacksonException wrong) {
            throw new UnmappableOptionException("The value is not valid JSON");
        }
    }

    /** Converts the keyval form, which has no types, according to the catalogue of the release. */
    private ObjectNode typed(String text) {
        ObjectNode early = SpecBuilder.object();
        if (text.isEmpty()) {
            return early;
        }
        KeyValues members = KeyValues.of(text, null);
        for (String key : members.remainingKeys()) {
            String name = key.replaceFirst("\\..*", "");
            ParameterSpec row = builder.catalogue()
                    .parameter(new MigrationParameter(name))
                    .orElseThrow(() -> new UnmappableOptionException(
                            "QEMU " + builder.catalogue().version() + " has no parameter '" + name + "'"));
            String value = members.require(key);
            switch (row.type().kind()) {
                case STRINGS -> early.withArrayProperty(name).add(value);
                case BITMAP_MAPPING -> nested(early.withArrayProperty(name), key.substring(name.length() + 1), value);
                case UINT8, UINT32, UINT64, SIZE, BOOL, ENUM, STR, STR_OR_NULL -> early.set(name, scalar(row, value));
            }
        }
        return early;
    }

    private static JsonNode scalar(ParameterSpec row, String value) {
        ParameterType type = row.type();
        if (PropertySyntax.parse(row.name(), type, value)
                instanceof PropertySyntax.Reading.Value(ParameterValue read)) {
            return JsonMapper.shared().valueToTree(read.toJsonValue());
        }
        throw new UnmappableOptionException("'" + value + "' is not a valid value of " + row.name());
    }

    /** Sets the value at a path such as {@code 0.bitmaps.1.name}. */
    private static void nested(ArrayNode list, String path, String value) {
        List<String> parts = new ArrayList<>(List.of(path.split("\\.", -1)));
        int index = Integer.parseInt(parts.removeFirst());
        while (list.size() <= index) {
            list.addObject();
        }
        ObjectNode node = (ObjectNode) list.get(index);
        while (parts.size() > 1) {
            String name = parts.removeFirst();
            if (parts.getFirst().matches("\\d+")) {
                nested(node.withArrayProperty(name), String.join(".", parts), value);
                return;
            }
            node = node.withObjectProperty(name);
        }
        if (parts.getFirst().equals("persistent")) {
            node.put(parts.getFirst(), KeyValues.isOn(value));
        } else {
            node.put(parts.getFirst(), value);
        }
    }
}
