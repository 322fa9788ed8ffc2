/**
 * Event streams: one pump per process reads the event log and fills one bounded queue per stream. Independent of HTTP;
 * read-only.
 */
@NullMarked
package dev.outset.watch;

import org.jspecify.annotations.NullMarked;
