/**
 * Who may do what, and to which VMs: roles, reaches and subjects, and the VMs as a subject may see and touch them. How a
 * subject proves who it is stands in {@code access.http} and {@code access.key}; what it changed in {@code access.audit}.
 */
@NullMarked
package dev.outset.access;

import org.jspecify.annotations.NullMarked;
