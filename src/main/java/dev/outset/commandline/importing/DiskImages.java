package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Imports images: a chain of {@code -blockdev}, or one {@code -drive}. */
final class DiskImages {

    private static final Set<String> FORMATS = Set.of("qcow2", "raw");

    private final SpecBuilder builder;

    DiskImages(SpecBuilder builder) {
        this.builder = builder;
    }

    /**
     * An imported image.
     *
     * @param options the options that define the image
     * @param path the file or block device; null for an empty drive
     * @param source {@code file} or {@code block-device}
     * @param format {@code qcow2} or {@code raw}
     * @param writeback the guest's write cache as set on the image; null if only the device sets it
     * @param direct whether the host's page cache is bypassed
     * @param noFlush whether flushes are ignored
     * @param readOnly whether the image is read-only
     * @param unmap whether blocks can be discarded
     * @param detectZeroes the handling of zeroes; null if not set
     * @param aio the asynchronous I/O backend; null if not set
     * @param cdrom whether the image is the medium of a CD-ROM drive
     */
    record Image(
            List<CliOption> options,
            @Nullable String path,
            String source,
            String format,
            @Nullable Boolean writeback,
            boolean direct,
            boolean noFlush,
            boolean readOnly,
            boolean unmap,
            @Nullable String detectZeroes,
            @Nullable String aio,
            boolean cdrom) {

        void markMapped(String pointer, String reason) {
            options.stream().filter(CliOption::isPending).forEach(option -> option.markMapped(pointer, reason));
        }

        /** Sets the fields of a disk; {@code writeCache} is the setting of the device, or true by default. */
        void writeTo(ObjectNode disk, boolean writeCache) {
            SpecBuilder.put(disk, "path", path);
            disk.put("source", source).put("format", format);
            if (readOnly && !cdrom) {
                disk.put("readOnly", true);
            }
            disk.put("discard", unmap ? "unmap" : "ignore");
            SpecBuilder.put(disk, "detectZeroes", detectZeroes);
            SpecBuilder.put(disk, "aio", aio);
            disk.put("cache", cache(writeback == null ? writeCache : writeback && writeCache));
        }

        private String cache(boolean cached) {
            if (noFlush) {
                if (direct || !cached) {
                    throw new UnmappableOptionException(
                            "No cache mode combines these cache options with ignored flushes");
                }
                return "unsafe";
            }
            return cached ? direct ? "none" : "writeback" : direct ? "directsync" : "writethrough";
        }
    }

    Image byId(String id) {
        CliOption node = builder.findBackend("-blockdev", id);
        return node != null ? resolve(node) : drive(builder.backend("-drive", id));
    }

    /** Returns the image whose top node is defined by an option. */
    Image resolve(CliOption option) {
        List<CliOption> options = new ArrayList<>(List.of(option));
        KeyValues top = option.members();
        String driver = top.require("driver");
        top.take("node-name");
        KeyValues file = top;
        String prefix = "";
        if (FORMATS.contains(driver)) {
            String child = top.take("file");
            if (child != null) {
                CliOption childOption = builder.backend("-blockdev", child);
                options.add(childOption);
                file = childOption.members();
                file.take("node-name");
            } else {
                prefix = "file.";
            }
        }
        boolean direct = either(direct(top), direct(file));
        boolean noFlush = either(noFlush(top), noFlush(file));
        boolean readOnly = either(top.flag("read-only", false), file.flag("read-only", false));
        boolean unmap = either(unmap(top), unmap(file));
        String zeroes = top.take("detect-zeroes");
        String protocol = FORMATS.contains(driver) ? file.require(prefix + "driver") : driver;
        String path = file.require(prefix + "filename");
        String aio = file.take(prefix + "aio");
        backing(top, options);
        for (KeyValues members : List.of(top, file)) {
            members.take("auto-read-only");
            members.take("file.auto-read-only");
            members.take("file.discard");
            members.take("file.locking");
            members.take("locking");
        }
        top.requireEmpty();
        file.requireEmpty();
        return new Image(
                options,
                path,
                source(protocol),
                FORMATS.contains(driver) ? driver : "raw",
                null,
                direct,
                noFlush,
                readOnly,
                unmap,
                zeroes,
                aio,
                false);
    }

    /** Takes the backing nodes of an overlay; the definition omits them, because the image refers to them. */
    private void backing(KeyValues top, List<CliOption> options) {
        String below = top.take("backing");
        while (below != null) {
            CliOption option = builder.backend("-blockdev", below);
            options.add(option);
            KeyValues members = option.members();
            String file = members.take("file");
            if (file != null) {
                options.add(builder.backend("-blockdev", file));
            }
            below = members.take("backing");
        }
    }

    private static String source(String protocol) {
        return switch (protocol) {
            case "file" -> "file";
            case "host_device" -> "block-device";
            default ->
                throw new UnmappableOptionException(
                        "Only files and block devices are supported, not '" + protocol + "'");
        };
    }

    private static boolean direct(KeyValues members) {
        return either(members.flag("cache.direct", false), members.flag("file.cache.direct", false));
    }

    private static boolean noFlush(KeyValues members) {
        return either(members.flag("cache.no-flush", false), members.flag("file.cache.no-flush", false));
    }

    /** Takes both values before combining them; both arguments are always evaluated. */
    private static boolean either(boolean one, boolean other) {
        return one || other;
    }

    private static boolean unmap(KeyValues members) {
        String discard = members.take("discard");
        return discard != null && (discard.equals("unmap") || discard.equals("on"));
    }

    /** Returns the image of a {@code -drive}. */
    Image drive(CliOption option) {
        KeyValues members = option.members();
        Image image = drive(option, members);
        members.take("id");
        members.take("if");
        members.take("index");
        members.take("bus");
        members.take("unit");
        members.requireEmpty();
        return image;
    }

    /** Returns the image of a {@code -drive}; the caller takes the other members. */
    Image drive(CliOption option, KeyValues members) {
        String path = members.takeAny("file", "filename");
        String format = members.takeAny("format", "driver");
        String cache = members.take("cache");
        boolean direct = members.flag("cache.direct", "none".equals(cache) || "directsync".equals(cache));
        boolean noFlush = members.flag("cache.no-flush", "unsafe".equals(cache));
        boolean cdrom = "cdrom".equals(members.take("media"));
        String readOnly = members.takeAny("readonly", "read-only");
        boolean writeback = !"writethrough".equals(cache) && !"directsync".equals(cache);
        boolean device = path != null && path.startsWith("/dev/");
        members.take("file.locking");
        if (path != null && (path.startsWith("json:") || path.matches("[a-z]+:.*"))) {
            throw new UnmappableOptionException("Only files and block devices are supported");
        }
        return new Image(
                List.of(option),
                path,
                device ? "block-device" : "file",
                format == null ? guessed(path, cdrom) : known(format),
                writeback,
                direct,
                noFlush,
                cdrom || (readOnly != null && KeyValues.isOn(readOnly)),
                unmap(members),
                members.take("detect-zeroes"),
                members.take("aio"),
                cdrom);
    }

    private static String known(String format) {
        if (!FORMATS.contains(format)) {
            throw new UnmappableOptionException("Only qcow2 and raw images are supported, not '" + format + "'");
        }
        return format;
    }

    /** Guesses the format from the file name; QEMU probes the image. */
    static String guessed(@Nullable String path, boolean cdrom) {
        return path != null && !cdrom && path.toLowerCase(Locale.ROOT).endsWith(".qcow2") ? "qcow2" : "raw";
    }
}
