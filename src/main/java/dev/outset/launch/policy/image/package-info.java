/** Checks of disk images: headers, backing files and formats. */
@NullMarked
package dev.outset.launch.policy.image;

import org.jspecify.annotations.NullMarked;
