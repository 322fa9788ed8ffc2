package dev.outset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Java options of the image, and the heap that they give in a container of the default size. */
public final class ShippedJava {

    /** The memory limit of the container in the chart and the Compose file. */
    public static final int CONTAINER_MEGABYTES = 512;

    private static final Pattern PERCENTAGE = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    private ShippedJava() {}

    /** Returns the maximum heap in megabytes. */
    public static int heapMegabytes() throws IOException {
        Matcher percentage = PERCENTAGE.matcher(Files.readString(Path.of("scripts/java.options")));
        if (!percentage.find()) {
            throw new IOException("scripts/java.options does not contain MaxRAMPercentage");
        }
        return CONTAINER_MEGABYTES * Integer.parseInt(percentage.group(1)) / 100;
    }

    /** Returns the Java options of the image and the heap that they give in the container. */
    public static List<String> options() throws IOException {
        List<String> options = new ArrayList<>(Files.readAllLines(Path.of("scripts/java.options")).stream()
                .filter(line -> line.startsWith("-"))
                .toList());
        options.add("-Xmx" + heapMegabytes() + "m");
        return options;
    }
}
