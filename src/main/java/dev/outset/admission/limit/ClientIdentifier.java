package dev.outset.admission.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * For whom a request is counted before anybody is asked who they are: for the subject whom the same credential has let in
 * before, else for the address. Whoever tries credentials out is counted by address, and takes nothing from those who have
 * logged in from there. This lets nobody in; the login is still asked for each time.
 */
public final class ClientIdentifier {

    private final Cache<String, String> subjects;

    public ClientIdentifier(int maxSubjects) {
        this.subjects = Caffeine.newBuilder().maximumSize(maxSubjects).build();
    }

    /** Who seems to call. */
    public String of(HttpServletRequest request) {
        String credential = credential(request);
        String subject = credential == null ? null : subjects.getIfPresent(credential);
        return subject == null ? ClientKeys.address(request) : subject;
    }

    /** A request's credential has let a subject in. */
    public void remember(HttpServletRequest request, String subject) {
        String credential = credential(request);
        if (credential != null && !subject.equals(subjects.getIfPresent(credential))) {
            subjects.put(credential, subject);
        }
    }

    /** The hash of what a request shows, since nothing that lets somebody in is kept; null if it shows nothing. */
    private static @Nullable String credential(HttpServletRequest request) {
        MessageDigest hash = null;
        for (String header : CredentialHeaders.ALL) {
            String value = request.getHeader(header);
            if (value != null) {
                hash = hash == null ? sha256() : hash;
                hash.update((header + ":" + value).getBytes(StandardCharsets.UTF_8));
            }
        }
        return hash == null ? null : HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
