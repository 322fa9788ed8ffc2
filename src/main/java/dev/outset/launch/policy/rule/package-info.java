/** Options as the policy reads them, allowed paths, and policy violations. */
@NullMarked
package dev.outset.launch.policy.rule;

import org.jspecify.annotations.NullMarked;
