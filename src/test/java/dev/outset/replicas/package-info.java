/** Tests of several replicas on one PostgreSQL, including outages of the database. */
@NullMarked
package dev.outset.replicas;

import org.jspecify.annotations.NullMarked;
