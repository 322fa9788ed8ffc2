package dev.outset.admission.connection;

import org.springframework.util.unit.DataSize;

/**
 * The longest body that anybody takes; the gate waits for no more of a longer one.
 *
 * @param size its bytes
 */
public record MaxBodySize(DataSize size) {}
