package dev.outset.simulator.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Determines the stream that a source sends ({@code migration/savevm.c}, {@code migration/ram.c}) from its own
 * settings.
 */
final class StreamWriter {

    private static final String UNIX = "unix";

    private final StreamEndpoint source;

    private final String transport;

    StreamWriter(StreamEndpoint source, String transport) {
        this.source = source;
        this.transport = transport;
    }

    List<StreamSection> sections() {
        List<StreamSection> sections = new ArrayList<>();
        sections.add(connections());
        sections.add(configuration());
        if (source.has("postcopy")) {
            sections.add(new StreamSection.PostcopyAdvice());
        }
        if (source.has("colo")) {
            sections.add(new StreamSection.ColoEnabled());
        }
        sections.add(new StreamSection.Blocks(
                source.hardware().memoryBlock(), source.hardware().memoryBytes(), !source.keepsMemory()));
        sections.add(pages());
        if (source.has("acknowledge")
                && (source.facts().source().acknowledgesAlways() || source.isOn("acknowledgeAlways"))) {
            sections.add(new StreamSection.Acknowledgement());
        }
        if (source.facts().source().announcesSwitchover() && source.isOn("announceSwitchover")) {
            sections.add(new StreamSection.Switchover());
        }
        sections.add(new StreamSection.Processors(source.hardware().processors()));
        source.hardware().devices().forEach(device -> sections.add(new StreamSection.Device(device)));
        sections.add(new StreamSection.Hotplug(
                source.facts().source().hotplugEntryPerCpu() ? source.hardware().processors() : 0));
        sections.add(source.has("colo") ? new StreamSection.Colo() : new StreamSection.End());
        return List.copyOf(sections);
    }

    private StreamSection connections() {
        return new StreamSection.Connections(
                transport,
                earlyCloseError(),
                !source.credentials().isEmpty(),
                source.channels(),
                source.facts().source().opensChannelsFirst(),
                source.has("preempt") && opensPreempt());
    }

    private String earlyCloseError() {
        if (source.lacksCredentials()) {
            return "No TLS credentials with id '" + source.credentials() + "'";
        }
        return source.has("zeroCopy") && transport.equals(UNIX)
                ? "Zero copy send feature not detected in host kernel"
                : "";
    }

    private boolean opensPreempt() {
        return switch (source.facts().source().preempt()) {
            case NEVER -> false;
            case FIRST -> true;
            case LATE -> source.isOn("earlyPreempt");
        };
    }

    private StreamSection configuration() {
        Map<String, Boolean> validated = new HashMap<>();
        source.facts()
                .names()
                .validatedCapabilities()
                .forEach(name ->
                        validated.put(name, source.settings().capability().test(name)));
        return new StreamSection.Configuration(source.machine(), validated, source.has("uuid") ? source.uuid() : null);
    }

    private StreamSection pages() {
        boolean channels = source.channels() > 0;
        StreamFacts.Source facts = source.facts().source();
        return new StreamSection.Pages(
                source.has("compress"),
                channels ? source.compression() : null,
                channels && facts.sendsFlush() && !source.isOn("flushEachSection"),
                channels && facts.pagesWithSync() && source.running(),
                channels && !source.credentials().isEmpty() && !facts.endsTlsCleanly());
    }
}
