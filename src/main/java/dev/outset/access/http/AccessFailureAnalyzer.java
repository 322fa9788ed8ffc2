package dev.outset.access.http;

import dev.outset.access.AccessSettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says of a start that stopped at the door what to set. */
final class AccessFailureAnalyzer extends AbstractFailureAnalyzer<AccessSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, AccessSettingException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
