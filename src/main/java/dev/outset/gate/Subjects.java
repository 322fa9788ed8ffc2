package dev.outset.gate;

import jakarta.servlet.http.HttpServletRequest;

/** Tells for whom a request is counted. */
@FunctionalInterface
public interface Subjects {

    /** The subject of a request that has passed whatever finds out who sent it. */
    String of(HttpServletRequest request);
}
