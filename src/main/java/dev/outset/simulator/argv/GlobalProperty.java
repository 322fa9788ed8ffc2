package dev.outset.simulator.argv;

/**
 * The property that one {@code -global} sets.
 *
 * @param driver the QOM type that the property belongs to
 * @param property the name of the property
 * @param value the value as text
 */
public record GlobalProperty(String driver, String property, String value) {}
