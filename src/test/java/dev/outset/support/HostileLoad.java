package dev.outset.support;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Builds requests that use as much memory as possible within the body size limit. */
public final class HostileLoad {

    private static final int GLOBALS = 64;

    private static final int VALUE = 13_000;

    private HostileLoad() {}

    /** Returns a batch of 930 VMs with a hundred unknown fields each: 766 KB, one violation per field. */
    public static String batchWithManyViolations() {
        String fields =
                IntStream.range(0, 100).mapToObj(i -> "\"u" + i + "\":0").collect(Collectors.joining(","));
        String item = "{\"name\":\"h\",\"spec\":{\"disks\":[{" + fields + "}]}}";
        return "{\"items\":[" + String.join(",", Collections.nCopies(930, item)) + "]}";
    }

    /** Returns a valid VM of 0.83 MB. */
    public static String largeVm(String name) {
        String globals = IntStream.range(0, GLOBALS)
                .mapToObj(i -> "\"virtio-net-pci.a" + i + "\":\"" + "x".repeat(VALUE) + "\"")
                .collect(Collectors.joining(","));
        return "{\"name\":\"" + name + "\",\"spec\":{\"machine\":{\"globals\":{" + globals + "}}}}";
    }

    /** Returns a simulation with as many JSON values as a body may contain, each of which becomes a tree node. */
    public static String manyTokens() {
        return "{\"qemu\":{\"version\":\"11.1\"},\"commands\":["
                + "{\"execute\":\"query-status\",\"arguments\":{\"a\":[" + "{},".repeat(90_000) + "{}]}}]}";
    }

    /** Returns a simulation with a response of the maximum length. */
    public static String longSimulation() {
        return "{\"qemu\":{\"version\":\"11.1\"},\"commands\":["
                + String.join(",", Collections.nCopies(1000, "{\"execute\":\"query-migrate-parameters\"}"))
                + "]}";
    }
}
