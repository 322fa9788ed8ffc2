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

/** A watch as server-sent events, in the form of the HTML standard. */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final HttpServletResponse response;

    private final RecordWriter writer;

    private final Duration keepAlive;

    /** What a gap says. */
    private record GapView(long after, long through, String message) {}

    /** What an end says. */
    private record EndView(String reason) {}

    EventStream(HttpServletResponse response, RecordWriter writer, Duration keepAlive) {
        this.response = response;
        this.writer = writer;
        this.keepAlive = keepAlive;
    }

    /**
     * Writes until the watch ends, the reader has gone, or the database is away.
     *
     * @param isStillIn whether the reader may still read; asked before anything is written
     */
    void follow(Watch watch, BooleanSupplier isStillIn) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        try {
            write("retry: 1000\n\n");
            boolean goesOn = true;
            while (goesOn) {
                List<StreamItem> signals = watch.next(keepAlive);
                if (!isStillIn.getAsBoolean()) {
                    signals = List.of(new StreamItem.Ended(StreamItem.Reason.ACCESS_ENDED));
                }
                write(signals.isEmpty() ? ": keep-alive\n\n" : text(signals));
                goesOn = signals.stream().noneMatch(StreamItem.Ended.class::isInstance);
            }
        } catch (IOException gone) {
            LOG.debug("A watcher has gone: {}", gone.toString());
        } catch (DataAccessException away) {
            // The answer has begun; the reader comes back with its last id.
            LOG.debug("A watch ends with its database: {}", away.toString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String text) throws IOException {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    private String text(List<StreamItem> signals) {
        StringBuilder text = new StringBuilder();
        for (StreamItem signal : signals) {
            switch (signal) {
                case StreamItem.Happened(VmEvent event) -> append(text, event.sequence(), "", event);
                case StreamItem.Gap(long after, long through) ->
                    append(
                            text,
                            through,
                            "event: gap\n",
                            new GapView(
                                    after,
                                    through,
                                    "Events in between are forgotten; list the VMs to see how they are"));
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
