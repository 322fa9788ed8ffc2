package dev.outset.gate;

import org.springframework.util.unit.DataSize;

/**
 * The longest body that anybody takes; the gate waits for no more of a longer one.
 *
 * @param size its bytes
 */
public record LongestBody(DataSize size) {}
