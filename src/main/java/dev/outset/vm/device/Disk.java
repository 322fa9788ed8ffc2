package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk or a CD-ROM drive.
 *
 * @param path the image file or block device; null only for an empty CD-ROM drive
 * @param source whether the path is a file or a host block device
 * @param format the image format; defaults to qcow2, or to raw for a CD-ROM drive
 * @param media whether the guest sees a disk or a CD-ROM drive
 * @param bus the bus; defaults to virtio-blk, or to sata for a CD-ROM drive
 * @param controller the id of the controller; if null, a controller is created
 * @param unit the unit number on the controller; defaults to the next free one
 * @param cache the cache mode
 * @param discard whether the guest can discard blocks
 * @param detectZeroes the handling of zeroes that the guest writes; if null, they are written
 * @param aio the asynchronous I/O backend; chosen by QEMU if null
 * @param readOnly whether the disk is read-only
 * @param serial the serial number; null for none
 * @param iothread the name of the I/O thread that serves the disk; defaults to the main loop
 * @param bootOrder the boot index: devices with a lower index boot first; if null, the disk is not in the boot order
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Disk(
        @Schema(example = "/var/lib/images/db-1.qcow2") @Size(min = 1, max = 4096) @Nullable String path,

        @Default("file") Source source,
        @Nullable Format format,
        @Default("disk") Media media,
        @Nullable Bus bus,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String controller,
        @Min(0) @Max(255) @Nullable Integer unit,
        @Default("writeback") Cache cache,
        @Default("unmap") Discard discard,
        @Nullable DetectZeroes detectZeroes,
        @Nullable Aio aio,
        @Default("false") boolean readOnly,

        @Schema(example = "DB1-0001") @Size(min = 1, max = 36) @Nullable String serial,

        @Schema(example = "io1") @Pattern(regexp = IdSyntax.FORM) @Nullable String iothread,

        @Min(0) @Max(999999) @Nullable Integer bootOrder,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Disk {
        options = Maps.orderedCopy(options);
    }

    /** The bus, with the default applied. */
    public Bus effectiveBus() {
        return bus != null ? bus : media == Media.CDROM ? Bus.SATA : Bus.VIRTIO_BLK;
    }

    /** The image format, with the default applied. */
    public Format effectiveFormat() {
        return format != null ? format : media == Media.CDROM ? Format.RAW : Format.QCOW2;
    }

    /** Whether the disk is read-only; a CD-ROM drive always is. */
    public boolean isReadOnly() {
        return readOnly || media == Media.CDROM;
    }

    /** The image formats. */
    public enum Format {
        QCOW2,
        RAW;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** What a path refers to. */
    public enum Source {
        FILE,
        BLOCK_DEVICE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The type of drive that the guest sees. */
    public enum Media {
        DISK,
        CDROM;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The bus that a disk is attached to. */
    public enum Bus {
        VIRTIO_BLK,
        VIRTIO_SCSI,
        NVME,
        SATA,
        IDE,
        USB;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The cache modes, as defined by QEMU's {@code -drive cache=}. */
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
            return EnumLabels.kebab(this);
        }
    }

    /** Whether the guest can discard blocks. */
    public enum Discard {
        UNMAP,
        IGNORE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The handling of zeroes that the guest writes. */
    public enum DetectZeroes {
        OFF,
        ON,
        UNMAP;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The asynchronous I/O backends. */
    public enum Aio {
        THREADS,
        NATIVE,
        IO_URING;

        @Override
        public String toString() {
            return EnumLabels.snake(this);
        }
    }
}
