package dev.outset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** Counts calls of methods with Flight Recorder, so that the code under test needs no hooks. */
public final class MethodTrace implements AutoCloseable {

    private static final String EVENT = "jdk.MethodTrace";

    private final Recording recording = new Recording();

    /**
     * Starts counting.
     *
     * @param methods the methods, such as {@code dev.outset.validation.Validator::plan}
     */
    public MethodTrace(String... methods) {
        recording.enable(EVENT).withStackTrace().withoutThreshold().with("filter", String.join(";", methods));
        recording.start();
    }

    /**
     * Stops counting.
     *
     * @param callers the prefixes of class names; a class with one of them must be on the stack
     * @return the number of calls, by simple class name and method
     */
    public Map<String, Long> calls(String... callers) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("calls", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(EVENT))
                    .filter(event -> isBelow(event, callers))
                    .map(event -> name(event.getValue("method")))
                    .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isBelow(RecordedEvent event, String... callers) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName())
                        .anyMatch(type -> Arrays.stream(callers).anyMatch(type::startsWith));
    }

    private static String name(RecordedMethod method) {
        String type = method.getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "." + method.getName();
    }

    @Override
    public void close() {
        recording.close();
    }
}
