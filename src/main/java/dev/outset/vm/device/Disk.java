package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk or a CD-ROM drive.
 *
 * @param path the image file or block device; null only for an empty CD-ROM drive
 * @param source whether the path is a file or a block device of the host
 * @param format how the image is stored; null for qcow2, or raw for a CD-ROM drive
 * @param media what the guest sees
 * @param bus how it is attached; null for virtio-blk, or SATA for a CD-ROM drive
 * @param controller the id of the controller it hangs on; null for one that is made for it
 * @param unit its place on the controller; null for the next free one
 * @param cache how the host caches it
 * @param discard whether the guest can give blocks back
 * @param detectZeroes what becomes of zeroes that the guest writes; null writes them
 * @param aio how requests reach the host; null lets QEMU choose
 * @param readOnly whether the guest may only read
 * @param serial its serial number; null for none
 * @param iothread the name of the I/O thread that serves it; null for the main loop
 * @param bootOrder its place in the boot order; null leaves it out
 * @param id its id; null for the one that its place gives
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A disk or a CD-ROM drive.")
public record Disk(
        @Schema(
                description = "The image file or block device; left out only for an empty CD-ROM drive.",
                example = "/var/lib/images/db-1.qcow2")
        @Size(min = 1, max = 4096) @Nullable String path,

        @Schema(description = "Whether the path is a file or a block device of the host.", defaultValue = "file")
        Source source,

        @Schema(description = "How the image is stored; left out, qcow2, or raw for a CD-ROM drive.") @Nullable Format format,

        @Schema(description = "What the guest sees.", defaultValue = "disk")
        Media media,

        @Schema(description = "How it is attached; left out, virtio-blk, or SATA for a CD-ROM drive.") @Nullable Bus bus,

        @Schema(description = "The id of the controller it hangs on; left out, one is made for it.")
        @Pattern(regexp = IdSyntax.FORM) @Nullable String controller,

        @Schema(description = "Its place on the controller; left out, the next free one.") @Min(0) @Max(255) @Nullable Integer unit,

        @Schema(description = "How the host caches it.", defaultValue = "writeback")
        Cache cache,

        @Schema(description = "Let the guest give blocks back.", defaultValue = "unmap")
        Discard discard,

        @Schema(description = "What becomes of zeroes that the guest writes; left out, they are written.") @Nullable DetectZeroes detectZeroes,

        @Schema(description = "How requests reach the host; left out, QEMU chooses.") @Nullable Aio aio,

        @Schema(description = "The guest may only read.", defaultValue = "false")
        boolean readOnly,

        @Schema(description = "Its serial number.", example = "DB1-0001") @Size(min = 1, max = 36) @Nullable String serial,

        @Schema(description = "The name of the I/O thread that serves it; left out, the main loop.", example = "io1")
        @Pattern(regexp = IdSyntax.FORM) @Nullable String iothread,

        @Schema(description = "Its place in the boot order, smallest first.") @Min(0) @Max(999999) @Nullable Integer bootOrder,

        @Schema(description = "Its id; left out, its place gives one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Disk {
        options = Maps.ordered(options);
    }

    /** How it is attached, once the default is known. */
    public Bus effectiveBus() {
        return bus != null ? bus : media == Media.CDROM ? Bus.SATA : Bus.VIRTIO_BLK;
    }

    /** How the image is stored, once the default is known. */
    public Format effectiveFormat() {
        return format != null ? format : media == Media.CDROM ? Format.RAW : Format.QCOW2;
    }

    /** Whether the guest may only read it. */
    public boolean isReadOnly() {
        return readOnly || media == Media.CDROM;
    }

    /** How an image is stored. */
    public enum Format {
        QCOW2,
        RAW;

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** What a path names. */
    public enum Source {
        FILE,
        BLOCK_DEVICE;

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** What the guest sees. */
    public enum Media {
        DISK,
        CDROM;

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** How it is attached. */
    public enum Bus {
        VIRTIO_BLK,
        VIRTIO_SCSI,
        NVME,
        SATA,
        IDE,
        USB;

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** How the host caches it. */
    public enum Cache {
        WRITEBACK(true, false, false),
        WRITETHROUGH(false, false, false),
        NONE(true, true, false),
        DIRECTSYNC(false, true, false),
        UNSAFE(true, false, true);

        private final boolean writeback;

        private final boolean direct;

        private final boolean noFlush;

        Cache(boolean writeback, boolean direct, boolean noFlush) {
            this.writeback = writeback;
            this.direct = direct;
            this.noFlush = noFlush;
        }

        /** Whether the guest sees a write cache. */
        public boolean writeback() {
            return writeback;
        }

        /** Whether the host's page cache is bypassed. */
        public boolean direct() {
            return direct;
        }

        /** Whether flushes are ignored. */
        public boolean noFlush() {
            return noFlush;
        }

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** Whether the guest can give blocks back. */
    public enum Discard {
        UNMAP,
        IGNORE;

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** What becomes of zeroes that the guest writes. */
    public enum DetectZeroes {
        OFF,
        ON,
        UNMAP;

        @Override
        public String toString() {
            return label(this);
        }
    }

    /** How requests reach the host. */
    public enum Aio {
        THREADS,
        NATIVE,
        IO_URING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
