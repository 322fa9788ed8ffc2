/**
 * Authorization: roles, label scopes and principals, and the VMs that a principal may read and change. Authentication
 * is in {@code access.http} and {@code access.key}, the audit log in {@code access.audit}.
 */
@NullMarked
package dev.outset.access;

import org.jspecify.annotations.NullMarked;
