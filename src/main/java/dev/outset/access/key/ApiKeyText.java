package dev.outset.access.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a key, {@code outset_<id>_<64 hexadecimal digits>}: 256 random bits, so a plain SHA-256 keeps it safe, and a
 * form that scanners for leaked secrets can be told.
 */
final class ApiKeyText {

    private static final Pattern FORM = Pattern.compile("outset_([a-z0-9]{12})_[0-9a-f]{64}");

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

    /** The id that stands in a key; empty if it is no key. */
    static Optional<String> id(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** In a time that does not depend on where they differ. */
    static boolean isHash(String expected, String text) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), hash(text).getBytes(StandardCharsets.US_ASCII));
    }
}
