package dev.outset.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import org.springframework.core.io.Resource;

/** The ETag of a file: a digest of what is in it. Files are small, and a page asks for each once. */
final class ContentETags implements Function<Resource, String> {

    @Override
    public String apply(Resource file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.getContentAsByteArray());
            // Weak, since the answer may be compressed on its way.
            return "W/\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
