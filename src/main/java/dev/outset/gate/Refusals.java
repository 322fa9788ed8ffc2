package dev.outset.gate;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells and counts who was not let in. Nothing is logged: whoever comes too often would fill the log. */
final class Refusals {

    private static final String METER = "outset.gate.refused";

    private final MeterRegistry meters;

    Refusals(MeterRegistry meters) {
        this.meters = meters;
    }

    void send(Refusal refusal, HttpServletResponse response) throws IOException {
        meters.counter(METER, "reason", refusal.type()).increment();
        refusal.writeTo(response);
    }
}
