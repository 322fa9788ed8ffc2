package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Images: a chain of {@code -blockdev}, or one {@code -drive}. */
final class DiskImages {

    private static final Set<String> FORMATS = Set.of("qcow2", "raw");

    private final SpecBuilder draft;

    DiskImages(SpecBuilder draft) {
        this.draft = draft;
    }

    /**
     * An image.
     *
     * @param words the options that describe it
     * @param path the file or block device; null for an empty drive
     * @param source {@code file} or {@code block-device}
     * @param format {@code qcow2} or {@code raw}
     * @param writeback the guest's write cache as the image has it; null where only the device says
     * @param direct whether the host's page cache is bypassed
     * @param noFlush whether flushes are ignored
     * @param readOnly whether it is only read
     * @param unmap whether blocks can be given back
     * @param detectZeroes what becomes of zeroes; null where it is not said
     * @param aio how requests reach the host; null where it is not said
     * @param cdrom whether it is the medium of a CD-ROM drive
     */
    record Image(
            List<CliOption> words,
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

        void settle(String pointer, String reason) {
            words.stream().filter(CliOption::isOpen).forEach(word -> word.mapped(pointer, reason));
        }

        /** Writes it into a disk; the write cache is what the device says, or on. */
        void describe(ObjectNode disk, boolean writeCache) {
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
                    throw new UnmappableOptionException("No cache mode bypasses the page cache and ignores flushes");
                }
                return "unsafe";
            }
            return cached ? direct ? "none" : "writeback" : direct ? "directsync" : "writethrough";
        }
    }

    /** The image behind the id of a drive, whichever option describes it. */
    Image byId(String id) {
        CliOption node = draft.findBackend("-blockdev", id);
        return node != null ? resolve(node) : drive(draft.backend("-drive", id));
    }

    /** The image whose uppermost node an option describes. */
    Image resolve(CliOption word) {
        List<CliOption> words = new ArrayList<>(List.of(word));
        KeyValues top = word.members("driver");
        String driver = top.need("driver");
        top.take("node-name");
        KeyValues file = top;
        String prefix = "";
        if (FORMATS.contains(driver)) {
            String child = top.take("file");
            if (child != null) {
                CliOption childWord = draft.backend("-blockdev", child);
                words.add(childWord);
                file = childWord.members("driver");
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
        String protocol = FORMATS.contains(driver) ? file.need(prefix + "driver") : driver;
        String path = file.need(prefix + "filename");
        String aio = file.take(prefix + "aio");
        backing(top, words);
        for (KeyValues members : List.of(top, file)) {
            members.take("auto-read-only");
            members.take("file.auto-read-only");
            members.take("file.discard");
            members.take("file.locking");
            members.take("locking");
        }
        top.done();
        file.done();
        return new Image(
                words,
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

    /** The nodes below an overlay: the image names them itself, so the definition need not. */
    private void backing(KeyValues top, List<CliOption> words) {
        String below = top.take("backing");
        while (below != null) {
            CliOption word = draft.backend("-blockdev", below);
            words.add(word);
            KeyValues members = word.members("driver");
            String file = members.take("file");
            if (file != null) {
                words.add(draft.backend("-blockdev", file));
            }
            below = members.take("backing");
        }
    }

    private static String source(String protocol) {
        return switch (protocol) {
            case "file" -> "file";
            case "host_device" -> "block-device";
            default ->
                throw new UnmappableOptionException("Fields describe files and block devices, not '" + protocol + "'");
        };
    }

    private static boolean direct(KeyValues members) {
        return either(members.flag("cache.direct", false), members.flag("file.cache.direct", false));
    }

    private static boolean noFlush(KeyValues members) {
        return either(members.flag("cache.no-flush", false), members.flag("file.cache.no-flush", false));
    }

    /** Both are taken out of their members, whichever says yes. */
    private static boolean either(boolean one, boolean other) {
        return one || other;
    }

    private static boolean unmap(KeyValues members) {
        String discard = members.take("discard");
        return discard != null && (discard.equals("unmap") || discard.equals("on"));
    }

    /** The image of a {@code -drive}. */
    Image drive(CliOption word) {
        KeyValues members = word.members(null);
        Image image = drive(word, members);
        members.take("id");
        members.take("if");
        members.take("index");
        members.take("bus");
        members.take("unit");
        members.done();
        return image;
    }

    /** The image of a {@code -drive} whose other members somebody else takes. */
    Image drive(CliOption word, KeyValues members) {
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
            throw new UnmappableOptionException("Fields describe files and block devices");
        }
        return new Image(
                List.of(word),
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
            throw new UnmappableOptionException("Fields describe qcow2 and raw images, not '" + format + "'");
        }
        return format;
    }

    /** QEMU looks into the image; all we see is its name. */
    static String guessed(@Nullable String path, boolean cdrom) {
        return path != null && !cdrom && path.toLowerCase(Locale.ROOT).endsWith(".qcow2") ? "qcow2" : "raw";
    }
}
