package dev.outset.access.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The text of a key, {@code outset_<id>_<64 hexadecimal digits>}. It contains 256 random bits, so a plain SHA-256 hash
 * is sufficient, and secret scanners can recognize its format.
 */
final class ApiKeyText {

    private static final Pattern FORMAT = Pattern.compile("outset_([a-z0-9]{12})_[0-9a-f]{64}");

    private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private static final int ID_LENGTH = 12;

    private ApiKeyText() {}

    static String newId(RandomGenerator random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return id.toString();
    }

    static String newText(String id, RandomGenerator random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return "outset_" + id + "_" + HexFormat.of().formatHex(secret);
    }

    /** The id in the text of a key; empty if the text is not a key. */
    static Optional<String> id(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static String hash(String text) {
        return DigestUtils.sha256Hex(text);
    }

    /** Compares the hash of a text with the expected hash, in constant time. */
    static boolean matchesHash(String expected, String text) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), hash(text).getBytes(StandardCharsets.US_ASCII));
    }
}
