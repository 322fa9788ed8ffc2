package dev.outset.access.http;

import dev.outset.access.AccessSettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports which setting to change when the access settings prevent the start. */
final class AccessFailureAnalyzer extends AbstractFailureAnalyzer<AccessSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, AccessSettingException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
