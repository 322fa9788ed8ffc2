package dev.outset.catalogue;

import dev.outset.binding.Default;

/**
 * A QMP command: a row of {@code catalogue/qmp-commands.json}.
 *
 * @param name the name of the command
 * @param preconfig whether it is allowed in preconfig state, before the machine is initialised
 * @param outOfBand whether it may be executed out of band
 * @param migration whether it requires the migration object
 * @param unstable whether QAPI marks it as unstable
 */
public record QmpCommandSpec(
        String name,
        @Default("false") boolean preconfig,
        @Default("false") boolean outOfBand,
        @Default("false") boolean migration,
        @Default("false") boolean unstable) {}
