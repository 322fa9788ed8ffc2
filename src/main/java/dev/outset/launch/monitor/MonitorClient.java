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

/** Opens short connections to monitors. QEMU serves one client at a time, so every connection is closed after use. */
public final class MonitorClient {

    private final InstantSource clock;

    /**
     * Creates a client.
     *
     * @param clock the clock that measures deadlines
     */
    public MonitorClient(InstantSource clock) {
        this.clock = clock;
    }

    /** Opens a channel; the caller closes it. */
    public QmpChannel connect(Path socket, Duration deadline) {
        QmpSettings defaults = QmpSettings.defaults();
        return UnixSocketQmpChannel.connect(
                socket, new QmpSettings(deadline, defaults.maxLineBytes(), defaults.maxQueuedLines()));
    }

    /**
     * Returns whether the monitor executes commands. A greeting is not sufficient: the monitor's own thread can send it
     * while QEMU is still starting ({@code monitor/monitor.c: monitor_iothread}).
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

    /** Sends {@code quit} and ignores errors; the caller checks whether the process exits. */
    public void quit(Path socket, Duration deadline) {
        try (QmpClient client = new QmpClient(connect(socket, deadline), deadline, clock, event -> {})) {
            client.negotiate();
            client.execute(new QmpCommand.Quit());
        } catch (QmpException brokenOrGone) {
            // QEMU may exit before the response is delivered; if the monitor is blocked, the caller sends signals.
        }
    }
}
