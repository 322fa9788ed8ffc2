package dev.outset.vm.machine;

/** What a family of machine types brings on its board, as far as devices depend on it. */
public enum BoardDevices {
    /** PCI Express, and a SATA controller with six places. */
    Q35("pc.ram", true, 6, 0),
    /** PCI, and an IDE controller with four places. */
    I440FX("pc.ram", true, 0, 4),
    /** Virtio over memory-mapped I/O; no PCI. */
    MICROVM("microvm.ram", false, 0, 0),
    /** ISA, and an IDE controller with four places; no PCI. */
    ISAPC("pc.ram", false, 0, 4),
    /** Nothing at all. */
    NONE("ram", false, 0, 0);

    private final String ramId;

    private final boolean hasPci;

    private final int sataPlaces;

    private final int idePlaces;

    BoardDevices(String ramId, boolean hasPci, int sataPlaces, int idePlaces) {
        this.ramId = ramId;
        this.hasPci = hasPci;
        this.sataPlaces = sataPlaces;
        this.idePlaces = idePlaces;
    }

    /** The board of a family of machine types, such as {@code pc-q35}. */
    public static BoardDevices of(String family) {
        return switch (family) {
            case "pc-q35" -> Q35;
            case "microvm" -> MICROVM;
            case "isapc" -> ISAPC;
            case "none", "x-remote" -> NONE;
            default -> I440FX;
        };
    }

    /** The id of the memory that the board makes by itself; a backend of that id migrates to and from it. */
    public String ramId() {
        return ramId;
    }

    /** Whether it has a PCI bus. */
    public boolean hasPci() {
        return hasPci;
    }

    /** How many SATA places its own controller has. */
    public int sataPlaces() {
        return sataPlaces;
    }

    /** How many IDE places its own controller has. */
    public int idePlaces() {
        return idePlaces;
    }

    /** Whether virtio devices can be plugged in. */
    public boolean hasVirtio() {
        return hasPci || this == MICROVM;
    }

    /** The name of QEMU's device for a kind of virtio device, such as {@code virtio-blk}. */
    public String virtio(String kind) {
        return kind + (this == MICROVM ? "-device" : "-pci");
    }
}
