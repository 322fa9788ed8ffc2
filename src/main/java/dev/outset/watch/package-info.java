/**
 * Watching events as they happen: one pump a process reads the log and hands events to bounded queues, one a watcher.
 * Knows nothing of HTTP; nothing is written here.
 */
@NullMarked
package dev.outset.watch;

import org.jspecify.annotations.NullMarked;
