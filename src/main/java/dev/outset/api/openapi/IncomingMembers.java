package dev.outset.api.openapi;

import dev.outset.parameters.IncomingChannel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the VM listens for an incoming migration. Exactly one of 'listen' and 'channels'.
 *
 * @param listen 'defer', or a URI such as tcp:0.0.0.0:4444
 * @param channels channels in QAPI form, since QEMU 10.0
 */
@Schema(name = "Incoming")
record IncomingMembers(
        @Schema(example = "defer") @Nullable String listen,
        @Nullable List<IncomingChannel> channels) {}
