package dev.outset.admission.connection;

import org.springframework.util.unit.DataSize;

/**
 * The maximum size of a request body over all operations; admission control does not read more of a longer body.
 *
 * @param size the size
 */
public record MaxBodySize(DataSize size) {}
