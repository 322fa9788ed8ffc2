package dev.outset.probe;

import dev.outset.qmp.QmpChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts binaries for probing. */
interface ProbeHost {

    /**
     * Starts a binary without devices, with its monitor connected to the channel of the session.
     *
     * @param binary the path of the executable
     * @param options additional command-line options
     * @throws IOException if the binary cannot be started
     */
    Session start(Path binary, List<String> options) throws IOException;

    /** A running binary. */
    interface Session extends AutoCloseable {

        /** The channel to the monitor. */
        QmpChannel channel();

        /** Waits for the binary to exit and returns its standard error output. */
        String errors();

        /** Terminates the binary if it still runs. */
        @Override
        void close();
    }
}
