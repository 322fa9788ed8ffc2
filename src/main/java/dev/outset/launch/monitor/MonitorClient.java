package dev.outset.launch.monitor;

import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.qmp.QmpSettings;
import dev.outset.qmp.UnixSocketQmpChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Short talks with monitors. QEMU talks to one client at a time, so every talk ends by hanging up. */
public final class MonitorClient {

    private final InstantSource clock;

    /**
     * Talks.
     *
     * @param clock what deadlines are measured with
     */
    public MonitorClient(InstantSource clock) {
        this.clock = clock;
    }

    /** Opens a channel that the caller keeps. */
    public QmpChannel connect(Path socket, Duration deadline) {
        QmpSettings usual = QmpSettings.defaults();
        return UnixSocketQmpChannel.connect(
                socket, new QmpSettings(deadline, usual.maxLineBytes(), usual.maxQueuedLines()));
    }

    /**
     * Whether commands are executed. A greeting would not do: it can come from the monitor's own thread while QEMU's
     * start still goes on ({@code monitor/monitor.c: monitor_iothread}).
     */
    public boolean answers(Path socket, Duration deadline) {
        try (QmpClient client = new QmpClient(connect(socket, deadline), deadline, clock, event -> {})) {
            client.negotiate();
            client.execute(new QmpCommand.QueryStatus());
            return true;
        } catch (QmpRefusedException refused) {
            return true;
        } catch (QmpException silent) {
            return false;
        }
    }

    /** Tells QEMU to quit; whether it will, its end tells. */
    public void quit(Path socket, Duration deadline) {
        try (QmpClient client = new QmpClient(connect(socket, deadline), deadline, clock, event -> {})) {
            client.negotiate();
            client.execute(new QmpCommand.Quit());
        } catch (QmpException brokenOrGone) {
            // The answer may get lost with the QEMU that gives it; a monitor that is blocked leaves it to signals.
        }
    }
}
