package dev.outset.probe;

import dev.outset.qmp.QmpChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts binaries to ask them something. */
interface ProbeHost {

    /**
     * Starts a binary without any device, with its monitor on the session's channel.
     *
     * @param binary the program
     * @param options more options
     * @throws IOException if it cannot be started
     */
    Session start(Path binary, List<String> options) throws IOException;

    /** One run of a binary. */
    interface Session extends AutoCloseable {

        /** Its monitor. */
        QmpChannel channel();

        /** Waits for its end and gives what it wrote to standard error. */
        String errors();

        /** Ends it if it still runs. */
        @Override
        void close();
    }
}
