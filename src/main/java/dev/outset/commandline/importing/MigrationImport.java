package dev.outset.commandline.importing;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.delivery.PropertySyntax;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
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
            add(option, channel(text));
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
    private static ObjectNode channel(String text) {
        ObjectNode qapi = text.startsWith("{")
                ? tree(text)
                : KeyValues.of(text, "channel-type").tree();
        if (!(qapi.remove("addr") instanceof ObjectNode address) || qapi.size() != 1 || !qapi.has("channel-type")) {
            throw new UnmappableOptionException("The value is not a channel");
        }
        ObjectNode channel = SpecBuilder.object();
        channel.set("type", qapi.get("channel-type"));
        if (address.path("offset").isString()) {
            SpecBuilder.putNumber(address, "offset", address.get("offset").asString());
        }
        channel.set("address", address);
        return channel;
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
        KeyValues.of(text, null).tree().properties().forEach(parameter -> {
            ParameterSpec row = builder.catalogue()
                    .parameter(new MigrationParameter(parameter.getKey()))
                    .orElseThrow(() -> new UnmappableOptionException("QEMU "
                            + builder.catalogue().version() + " has no parameter '" + parameter.getKey() + "'"));
            JsonNode value = parameter.getValue();
            value.findParents("persistent")
                    .forEach(transform -> ((ObjectNode) transform)
                            .put(
                                    "persistent",
                                    KeyValues.isOn(transform.get("persistent").asString(""))));
            early.set(row.name(), value.isContainer() ? value : scalar(row, value.asString()));
        });
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
}
