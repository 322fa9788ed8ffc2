package dev.outset.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.access.Principal;
import dev.outset.access.Role;
import dev.outset.store.audit.AuditSink;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lifecycle of API keys. */
class ApiKeysTests {

    private static final KeySettings SETTINGS = new KeySettings(
            Duration.ofDays(90),
            Duration.ofDays(365),
            Duration.ofHours(24),
            3,
            Duration.ofSeconds(5),
            100,
            Duration.ofHours(1));

    private final TestDatabase database = TestDatabase.memory();

    private final SettableClock clock = new SettableClock();

    private final List<String> actions = new ArrayList<>();

    private final ApiKeyTable stored = new ApiKeyTable(database.client());

    private final ApiKeyAuthenticator local = new ApiKeyAuthenticator(new BootstrapKey(null), stored, clock, SETTINGS);

    private final ApiKeyAuthenticator remote = new ApiKeyAuthenticator(new BootstrapKey(null), stored, clock, SETTINGS);

    private final ApiKeys keys = new ApiKeys(
            stored,
            local,
            database.transactions(),
            changes -> changes.stream().map(AuditSink.Change::action).forEach(actions::add),
            CurrentPrincipal.unrestricted(),
            clock,
            new Random(7),
            SETTINGS);

    @AfterEach
    void close() {
        database.client().sql("delete from api_key").update();
        database.close();
    }

    private ApiKeys.Issued issue() {
        return keys.issue("ci", Role.OPERATOR, new LabelScope(Map.of("team", "db")), Duration.ofDays(10));
    }

    @Test
    void authenticatesAKeyUntilItExpires() {
        ApiKeys.Issued issued = issue();

        assertThat(local.authenticate(issued.text()))
                .map(Principal::keyId)
                .contains(issued.key().id());
        clock.advance(Duration.ofDays(10));
        assertThat(local.authenticate(issued.text())).isEmpty();
    }

    @Test
    void storesNoTextOfAKey() {
        ApiKeys.Issued issued = issue();

        assertThat(database.client()
                        .sql("select * from api_key")
                        .query()
                        .singleRow()
                        .toString())
                .doesNotContain(issued.text())
                .doesNotContain(issued.text().substring(20));
        assertThat(issued.toString()).doesNotContain(issued.text());
    }

    @Test
    void rejectsWrongAndMalformedKeys() {
        String text = issue().text();
        char last = text.charAt(text.length() - 1);
        String wrong = text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');

        assertThat(local.authenticate(wrong)).isEmpty();
        assertThat(local.authenticate("")).isEmpty();
        assertThat(local.authenticate(text + " ")).isEmpty();
    }

    @Test
    void keepsARotatedKeyValidDuringTheGracePeriod() {
        ApiKeys.Issued old = issue();
        clock.advance(Duration.ofDays(1));

        ApiKeys.Issued replacement = keys.rotate(old.key().id()).orElseThrow();

        assertThat(replacement.key().replaces()).isEqualTo(old.key().id());
        assertThat(replacement.key().reach()).isEqualTo(old.key().reach());
        assertThat(Duration.between(
                        replacement.key().createdAt(), replacement.key().expiresAt()))
                .isEqualTo(Duration.ofDays(10));
        assertThat(local.authenticate(old.text())).isPresent();
        clock.advance(Duration.ofHours(24));
        assertThat(local.authenticate(old.text())).isEmpty();
        assertThat(local.authenticate(replacement.text())).isPresent();
        assertThat(actions).containsExactly("key.create", "key.rotate", "key.create");
    }

    @Test
    void revokesAKeyImmediatelyAndAtOtherReplicasAfterTheCacheTime() {
        ApiKeys.Issued issued = issue();
        assertThat(remote.authenticate(issued.text())).isPresent();

        keys.revoke(issued.key().id());

        assertThat(local.authenticate(issued.text())).isEmpty();
        assertThat(remote.authenticate(issued.text())).isPresent();
        clock.advance(Duration.ofSeconds(6));
        assertThat(remote.authenticate(issued.text())).isEmpty();
        assertThat(keys.rotate(issued.key().id())).isEmpty();
        assertThat(keys.revoke("nosuchkeyhere")).isEmpty();
    }

    @Test
    void recordsTheLastUseWithTheConfiguredPrecision() {
        ApiKeys.Issued issued = issue();
        local.authenticate(issued.text());
        var first = keys.list(null, 10).getFirst().lastUsedAt();
        clock.advance(Duration.ofMinutes(30));
        local.authenticate(issued.text());
        assertThat(keys.list(null, 10).getFirst().lastUsedAt()).isEqualTo(first).isNotNull();

        clock.advance(Duration.ofMinutes(31));
        local.authenticate(issued.text());

        assertThat(keys.list(null, 10).getFirst().lastUsedAt()).isAfter(first);
    }

    @Test
    void limitsTheNumberOfValidKeys() {
        List.of(1, 2, 3).forEach(number -> issue());

        assertThatThrownBy(this::issue).isInstanceOf(ApiKeys.TooManyKeysException.class);
        keys.revoke(keys.list(null, 1).getFirst().id());
        assertThat(issue().key().role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void hidesKeysOutOfScope() {
        ApiKeys.Issued issued = issue();
        CurrentPrincipal other = new CurrentPrincipal() {
            @Override
            public Principal current() {
                return new Principal(
                        "w", Role.ADMINISTRATOR, new LabelScope(Map.of("team", "web")), "none", null, null);
            }

            @Override
            public boolean isStillValid(Principal principal) {
                return true;
            }

            @Override
            public boolean isAuthenticationRequired() {
                return true;
            }
        };
        ApiKeys theirs = new ApiKeys(
                stored, local, database.transactions(), AuditSink.none(), other, clock, new Random(8), SETTINGS);

        assertThat(theirs.list(null, 10)).isEmpty();
        assertThat(theirs.revoke(issued.key().id())).isEmpty();
        assertThat(theirs.rotate(issued.key().id())).isEmpty();
    }
}
