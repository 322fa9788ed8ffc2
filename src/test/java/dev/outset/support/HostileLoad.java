package dev.outset.support;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that are made to take as much memory as possible, within the limits of one body. */
public final class HostileLoad {

    private static final int GLOBALS = 64;

    private static final int VALUE = 13_000;

    private HostileLoad() {}

    /** 930 VMs with a hundred unknown fields each: 766 KB, each field a violation. */
    public static String batchOfFaults() {
        String fields =
                IntStream.range(0, 100).mapToObj(i -> "\"u" + i + "\":0").collect(Collectors.joining(","));
        String item = "{\"name\":\"h\",\"spec\":{\"disks\":[{" + fields + "}]}}";
        return "{\"items\":[" + String.join(",", Collections.nCopies(930, item)) + "]}";
    }

    /** A VM of 0.83 MB that no rule refuses. */
    public static String largeVm(String name) {
        String globals = IntStream.range(0, GLOBALS)
                .mapToObj(i -> "\"virtio-net-pci.a" + i + "\":\"" + "x".repeat(VALUE) + "\"")
                .collect(Collectors.joining(","));
        return "{\"name\":\"" + name + "\",\"spec\":{\"machine\":{\"globals\":{" + globals + "}}}}";
    }

    /** As many small values as a body may have, in a place where each becomes a node of a tree. */
    public static String manyTokens() {
        return "{\"qemu\":{\"version\":\"11.1\"},\"commands\":["
                + "{\"execute\":\"query-status\",\"arguments\":{\"a\":[" + "{},".repeat(90_000) + "{}]}}]}";
    }

    /** A simulation whose answer is as long as it may be. */
    public static String longSimulation() {
        return "{\"qemu\":{\"version\":\"11.1\"},\"commands\":["
                + String.join(",", Collections.nCopies(1000, "{\"execute\":\"query-migrate-parameters\"}"))
                + "]}";
    }
}
