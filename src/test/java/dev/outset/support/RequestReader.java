package dev.outset.support;

import dev.outset.binding.ReadLimits;
import dev.outset.binding.RecordReader;
import jakarta.validation.Validation;

/** A reader of requests as the service has it. */
public final class RequestReader {

    /** A reader with default limits, which checks constraints. */
    public static final RecordReader READER =
            new RecordReader(Validation.buildDefaultValidatorFactory().getValidator(), ReadLimits.DEFAULT);

    private RequestReader() {}
}
