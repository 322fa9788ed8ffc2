package dev.outset.api.event;

import dev.outset.binding.RecordWriter;
import dev.outset.store.event.VmEvent;
import dev.outset.watch.StreamItem;
import dev.outset.watch.Watch;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;

/** Writes a watch as server-sent events (WHATWG HTML standard). */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final HttpServletResponse response;

    private final RecordWriter writer;

    private final Duration keepAlive;

    /** The data of a {@code gap} event: the sequences before the gap and at its end. */
    private record GapView(long after, long through, String message) {}

    /** The data of an {@code end} event. */
    private record EndView(String reason) {}

    EventStream(HttpServletResponse response, RecordWriter writer, Duration keepAlive) {
        this.response = response;
        this.writer = writer;
        this.keepAlive = keepAlive;
    }

    /**
     * Writes events until the watch ends, the client disconnects, or the database becomes unavailable.
     *
     * @param isStillAuthorized whether the client may still read; evaluated before each write
     */
    void follow(Watch watch, BooleanSupplier isStillAuthorized) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        try {
            write("retry: 1000\n\n");
            boolean isOpen = true;
            while (isOpen) {
                List<StreamItem> items = watch.next(keepAlive);
                if (!isStillAuthorized.getAsBoolean()) {
                    items = List.of(new StreamItem.Ended(StreamItem.Reason.ACCESS_ENDED));
                }
                write(items.isEmpty() ? ": keep-alive\n\n" : text(items));
                isOpen = items.stream().noneMatch(StreamItem.Ended.class::isInstance);
            }
        } catch (IOException disconnected) {
            LOG.debug("A watch client disconnected: {}", disconnected.toString());
        } catch (DataAccessException unavailable) {
            // The response is committed, so no problem can be sent; the client reconnects with its last id.
            LOG.debug("A watch ended because the database is not available: {}", unavailable.toString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String text) throws IOException {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    private String text(List<StreamItem> items) {
        StringBuilder text = new StringBuilder();
        for (StreamItem item : items) {
            switch (item) {
                case StreamItem.Happened(VmEvent event) -> append(text, event.sequence(), "", event);
                case StreamItem.Gap(long after, long through) ->
                    append(
                            text,
                            through,
                            "event: gap\n",
                            new GapView(
                                    after,
                                    through,
                                    "Events in between are no longer retained; list the VMs to get their current"
                                            + " state"));
                case StreamItem.Ended(StreamItem.Reason reason) ->
                    text.append("event: end\ndata: ")
                            .append(writer.text(new EndView(reason.toString())))
                            .append("\n\n");
            }
        }
        return text.toString();
    }

    private void append(StringBuilder text, long id, String type, Record data) {
        text.append("id: ")
                .append(id)
                .append('\n')
                .append(type)
                .append("data: ")
                .append(writer.text(data))
                .append("\n\n");
    }
}
