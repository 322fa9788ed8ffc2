package dev.outset.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Sends requests on a fixed schedule, independently of the responses, with one non-blocking thread for all connections.
 * Latency is measured from when a request was due, so it includes delays by a missing free connection or by the client.
 */
final class Flood {

    /** The time for opening connections before the first request is due. */
    private static final Duration CONNECTING = Duration.ofSeconds(1);

    /** How long to wait for the last responses. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final int port;

    private final List<Sender> senders;

    private final Selector selector;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private final List<Answer> answers = new ArrayList<>();

    private long start;

    private long due;

    private long unanswered;

    private long broken;

    private long end;

    /**
     * The requests of one client.
     *
     * @param from its loopback address
     * @param header its credential as a header line; empty for none
     * @param connections the number of its connections
     * @param atOnce how many requests are due at the same time
     * @param interval the time between two such bursts
     * @param requests the requests it sends, in rotation
     */
    record Source(String from, String header, int connections, int atOnce, Duration interval, List<Request> requests) {}

    /** A request without its headers. */
    record Request(String method, String path, String body) {}

    /**
     * The result of a flood.
     *
     * @param seconds its duration
     * @param due the number of requests that were due
     * @param answers the responses in order of arrival
     * @param unanswered the number of requests without a response
     * @param broken the number of connections that broke before a response
     */
    record Result(double seconds, long due, List<Answer> answers, long unanswered, long broken) {}

    /**
     * A response.
     *
     * @param second the second of the flood in which its request was due
     * @param status the status code
     * @param millis the latency from when its request was due
     */
    record Answer(int second, int status, double millis) {}

    Flood(int port, List<Source> sources) throws IOException {
        this.port = port;
        this.selector = Selector.open();
        this.senders = new ArrayList<>();
        for (Source source : sources) {
            senders.add(new Sender(source));
        }
    }

    /** Sends until the time is over, and waits for the last responses. */
    Result run(Duration time) throws IOException {
        start = System.nanoTime() + CONNECTING.toNanos();
        end = start + time.toNanos();
        senders.forEach(sender -> sender.next = start);
        long last = end + TIMEOUT.toNanos();
        while (System.nanoTime() < last && (System.nanoTime() < end || isPending())) {
            long next = Long.MAX_VALUE;
            for (Sender sender : senders) {
                next = Math.min(next, sender.send());
            }
            await(next - System.nanoTime());
        }
        for (Sender sender : senders) {
            unanswered += sender.close();
        }
        selector.close();
        return new Result(time.toMillis() / 1e3, due, answers, unanswered, broken);
    }

    private boolean isPending() {
        return senders.stream().anyMatch(Sender::isPending);
    }

    /** Waits for whole milliseconds, rounded up, instead of spinning, because the service shares the processors. */
    private void await(long nanos) throws IOException {
        if (nanos <= 0) {
            selector.selectNow(Flood::dispatch);
        } else {
            selector.select(Flood::dispatch, Math.clamp(nanos / 1_000_000 + 1, 1, 100));
        }
    }

    private static void dispatch(SelectionKey key) {
        ((Connection) key.attachment()).ready();
    }

    private final class Sender {

        private final Source source;

        private final List<ByteBuffer> requests;

        private final List<Connection> all = new ArrayList<>();

        private final Queue<Connection> free = new ArrayDeque<>();

        private final Queue<Long> waiting = new ArrayDeque<>();

        private int turn;

        private long next;

        private Sender(Source source) throws IOException {
            this.source = source;
            this.requests = source.requests().stream()
                    .map(request -> HttpMessage.bytes(
                            "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n%s"
                                    .formatted(request.method(), request.path(), source.header()),
                            request.body()))
                    .toList();
            for (int i = 0; i < source.connections(); i++) {
                all.add(new Connection(this));
            }
            all.forEach(Connection::connect);
        }

        /** Sends the due requests; returns when the next one is due. */
        private long send() {
            long now = System.nanoTime();
            while (next <= now && next < end) {
                for (int i = 0; i < source.atOnce(); i++) {
                    waiting.add(next);
                    due++;
                }
                next += source.interval().toNanos();
            }
            while (!waiting.isEmpty() && !free.isEmpty()) {
                free.remove().send(requests.get(turn++ % requests.size()).duplicate(), waiting.remove());
            }
            return next;
        }

        private boolean isPending() {
            return !waiting.isEmpty() || all.stream().anyMatch(connection -> connection.sentFor != 0);
        }

        private long close() throws IOException {
            long open = waiting.size();
            for (Connection connection : all) {
                open += connection.sentFor == 0 ? 0 : 1;
                connection.channel.close();
            }
            return open;
        }
    }

    private final class Connection {

        private final Sender sender;

        private final HttpMessage answer = new HttpMessage();

        private SocketChannel channel = SocketChannel.open();

        private ByteBuffer out = ByteBuffer.allocate(0);

        /** When the current request was due; 0 for none. */
        private long sentFor;

        private Connection(Sender sender) throws IOException {
            this.sender = sender;
        }

        private void connect() {
            try {
                channel.close();
                answer.reset();
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.bind(new InetSocketAddress(InetAddress.ofLiteral(sender.source.from()), 0));
                channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                channel.register(selector, SelectionKey.OP_CONNECT, this);
            } catch (IOException none) {
                broken++;
            }
        }

        private void send(ByteBuffer request, long dueAt) {
            out = request;
            sentFor = dueAt;
            try {
                write();
            } catch (IOException gone) {
                fail();
            }
        }

        private void write() throws IOException {
            channel.write(out);
            int writes = out.hasRemaining() ? SelectionKey.OP_WRITE : 0;
            channel.keyFor(selector).interestOps(SelectionKey.OP_READ | writes);
        }

        private void ready() {
            try {
                if (!channel.isConnected()) {
                    channel.finishConnect();
                    channel.register(selector, SelectionKey.OP_READ, this);
                    sender.free.add(this);
                    return;
                }
                if (out.hasRemaining()) {
                    write();
                }
                read();
            } catch (IOException gone) {
                fail();
            }
        }

        private void read() throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            long now = System.nanoTime();
            if (count < 0) {
                fail();
            } else if (count > 0 && answer.read(buffer.flip())) {
                answers.add(
                        new Answer((int) ((sentFor - start) / 1_000_000_000), answer.status(), (now - sentFor) / 1e6));
                sentFor = 0;
                out = ByteBuffer.allocate(0);
                if (answer.isLast()) {
                    connect();
                } else {
                    sender.free.add(this);
                }
            }
        }

        private void fail() {
            if (sentFor != 0) {
                broken++;
                sentFor = 0;
            } else {
                sender.free.remove(this);
            }
            out = ByteBuffer.allocate(0);
            connect();
        }
    }
}
