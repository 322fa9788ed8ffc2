package dev.outset.api.event;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.Principal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.LabelFilter;
import dev.outset.api.http.VmLookup;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.binding.RecordWriter;
import dev.outset.violation.Violation;
import dev.outset.watch.EventPump;
import dev.outset.watch.EventSelector;
import dev.outset.watch.Watch;
import dev.outset.watch.WatchSettings;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Streams events as they occur. A stream occupies the virtual thread of its request until either side closes it. */
@Hidden
@RestController
@RequestMapping(path = "/api/v1", produces = "text/event-stream")
class EventStreamController {

    private final EventPump pump;

    private final WatchSettings settings;

    private final RecordWriter writer;

    private final CurrentPrincipal caller;

    EventStreamController(EventPump pump, WatchSettings settings, RecordWriter writer, CurrentPrincipal caller) {
        this.caller = caller;
        this.pump = pump;
        this.settings = settings;
        this.writer = writer;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/events")
    void watch(
            @RequestParam(required = false) @Nullable List<String> label,
            @RequestParam(required = false) @Nullable String since,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response)
            throws IOException {
        stream(new EventSelector(null, LabelFilter.read(label), labelScope()), since, lastEventId, response);
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/vms/{name}/events")
    void watchVm(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String since,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response)
            throws IOException {
        stream(new EventSelector(VmLookup.name(name), Map.of(), labelScope()), since, lastEventId, response);
    }

    private void stream(
            EventSelector selector, @Nullable String since, @Nullable String lastEventId, HttpServletResponse response)
            throws IOException {
        try (Watch watch = open(selector, lastEventId == null || lastEventId.isBlank() ? since : lastEventId)) {
            Principal principal = caller.current();
            new EventStream(response, writer, settings.keepAlive()).follow(watch, () -> caller.isStillValid(principal));
        }
    }

    private Map<String, String> labelScope() {
        return caller.current().scope().labels();
    }

    private Watch open(EventSelector selector, @Nullable String cursor) {
        if (cursor == null) {
            return pump.fromStart(selector);
        }
        return cursor.equals("latest") ? pump.fromNow(selector) : pump.after(selector, sequence(cursor));
    }

    private static long sequence(String cursor) {
        try {
            return Math.max(0, Long.parseLong(cursor.strip()));
        } catch (NumberFormatException invalid) {
            throw new InvalidRequestException(Violation.error(
                    "since",
                    "format",
                    "'" + cursor + "' is not a valid sequence",
                    "Send the id of the last event received, or 'latest'"));
        }
    }
}
