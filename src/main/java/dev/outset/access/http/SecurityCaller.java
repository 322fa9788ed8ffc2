package dev.outset.access.http;

import dev.outset.access.Caller;
import dev.outset.access.Subject;
import dev.outset.access.key.KeyHolders;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContextHolder;

/** Knows who calls from what Spring Security has found out. */
final class SecurityCaller implements Caller {

    private final Supplier<KeyHolders> keys;

    private final InstantSource clock;

    SecurityCaller(Supplier<KeyHolders> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Subject current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof SubjectAuthentication known
                ? known.getPrincipal()
                : Subject.nobody();
    }

    @Override
    public boolean isStillIn(Subject subject) {
        boolean isOver = subject.until() != null && !clock.instant().isBefore(subject.until());
        return !isOver && (subject.keyId() == null || keys.get().isValid(subject.keyId()));
    }

    @Override
    public boolean isAsked() {
        return true;
    }
}
