package dev.outset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java as image, chart and compose file start it: the image's options, in the memory of one container. */
public final class ShippedJava {

    /** The memory that chart and compose file give a container. */
    public static final int CONTAINER_MEGABYTES = 512;

    private static final Pattern PERCENTAGE = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    private ShippedJava() {}

    /** The heap in megabytes. */
    public static int heapMegabytes() throws IOException {
        Matcher percentage = PERCENTAGE.matcher(Files.readString(Path.of("scripts/java.options")));
        if (!percentage.find()) {
            throw new IOException("scripts/java.options does not say how much of the memory the heap has");
        }
        return CONTAINER_MEGABYTES * Integer.parseInt(percentage.group(1)) / 100;
    }

    /** The image's options, and the heap that they give in a container. */
    public static List<String> options() throws IOException {
        List<String> options = new ArrayList<>(Files.readAllLines(Path.of("scripts/java.options")).stream()
                .filter(line -> line.startsWith("-"))
                .toList());
        options.add("-Xmx" + heapMegabytes() + "m");
        return options;
    }
}
