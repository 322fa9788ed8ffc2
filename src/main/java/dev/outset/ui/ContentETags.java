package dev.outset.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.function.Function;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.core.io.Resource;

/** Computes the ETag of a file from a digest of its content. Files are small and requested once per page load. */
final class ContentETags implements Function<Resource, String> {

    @Override
    public String apply(Resource file) {
        try {
            byte[] digest = DigestUtils.sha256(file.getContentAsByteArray());
            // Weak, because the response may be compressed.
            return "W/\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
