/**
 * Who is let in before anything of a request is read: how many at once, how often, how many bytes, how long; and the
 * headers that every answer carries. Filters before and after the subject of a request is known. Knows HTTP
 * and nothing of VMs; counts are those of this process.
 */
@NullMarked
package dev.outset.gate;

import org.jspecify.annotations.NullMarked;
