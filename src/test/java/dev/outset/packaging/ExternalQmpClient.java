package dev.outset.packaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An external client of a QEMU monitor, such as socat. */
final class ExternalQmpClient {

    private ExternalQmpClient() {}

    /** Sets one migration parameter without the service. */
    static void set(Path socket, String parameter, long value) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            execute(channel, reader, "{\"execute\": \"qmp_capabilities\"}");
            execute(
                    channel,
                    reader,
                    "{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"%s\": %d}}"
                            .formatted(parameter, value));
        }
    }

    private static void execute(SocketChannel channel, BufferedReader reader, String command) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            JsonNode message = JsonMapper.shared().readTree(line);
            if (message.has("return")) {
                return;
            }
            if (message.has("error")) {
                throw new IOException(line);
            }
        }
        throw new IOException("The monitor closed the connection");
    }
}
