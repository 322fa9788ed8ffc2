package dev.outset.catalogue;

import dev.outset.binding.Default;

/**
 * An option of {@code qemu-system-x86_64}: a row of {@code catalogue/command-line-options.json}.
 *
 * @param name the name without dashes
 * @param argument whether the option takes an argument
 * @param otherTarget whether it exists only on targets other than x86
 */
public record CommandLineOption(
        String name,
        @Default("false") boolean argument,
        @Default("false") boolean otherTarget) {}
