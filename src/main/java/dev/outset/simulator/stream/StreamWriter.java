package dev.outset.simulator.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a source sends ({@code migration/savevm.c}, {@code migration/ram.c}), decided by its own settings. */
final class StreamWriter {

    private static final String UNIX = "unix";

    private final StreamEndpoint source;

    private final String transport;

    StreamWriter(StreamEndpoint source, String transport) {
        this.source = source;
        this.transport = transport;
    }

    List<StreamSection> pieces() {
        List<StreamSection> pieces = new ArrayList<>();
        pieces.add(connections());
        pieces.add(configuration());
        if (source.has("postcopy")) {
            pieces.add(new StreamSection.PostcopyAdvice());
        }
        if (source.has("colo")) {
            pieces.add(new StreamSection.ColoAnnounced());
        }
        pieces.add(new StreamSection.Blocks(
                source.hardware().memoryBlock(), source.hardware().memoryBytes(), !source.handsOver()));
        pieces.add(pages());
        if (source.has("acknowledge")
                && (source.facts().source().acknowledgesAlways() || source.isOn("acknowledgeAlways"))) {
            pieces.add(new StreamSection.Acknowledgement());
        }
        if (source.facts().source().announcesSwitchover() && source.isOn("announceSwitchover")) {
            pieces.add(new StreamSection.Switchover());
        }
        pieces.add(new StreamSection.Processors(source.hardware().processors()));
        source.hardware().devices().forEach(device -> pieces.add(new StreamSection.Device(device)));
        pieces.add(new StreamSection.Hotplug(
                source.facts().source().hotplugEntryPerCpu() ? source.hardware().processors() : 0));
        pieces.add(source.has("colo") ? new StreamSection.Colo() : new StreamSection.End());
        return List.copyOf(pieces);
    }

    private StreamSection connections() {
        return new StreamSection.Connections(
                transport,
                whyItHangsUp(),
                !source.credentials().isEmpty(),
                source.channels(),
                source.facts().source().opensChannelsFirst(),
                source.has("preempt") && opensPreempt());
    }

    private String whyItHangsUp() {
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
        Map<String, Boolean> agreed = new HashMap<>();
        source.facts()
                .names()
                .agreed()
                .forEach(name -> agreed.put(name, source.settings().capability().test(name)));
        return new StreamSection.Configuration(source.machine(), agreed, source.has("uuid") ? source.uuid() : null);
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
