package dev.outset.catalogue;

/**
 * An option of {@code qemu-system-x86_64}: a row of {@code catalogue/command-line-options.json}.
 *
 * @param name its name without dashes
 * @param argument whether the next word is its argument
 * @param otherTarget whether only other targets than x86 know it
 */
public record CommandLineOption(String name, boolean argument, boolean otherTarget) {}
