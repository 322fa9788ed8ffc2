package dev.outset.simulator.argv;

/**
 * One {@code -global}.
 *
 * @param driver the type it applies to
 * @param property the property's name
 * @param value the value as text
 */
public record GlobalProperty(String driver, String property, String value) {}
