package org.beliefgrid.data;

import java.io.IOException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;

/**
 * Cases in a pair of IDX files, the format of MNIST: images, and perhaps labels, each plain or in gzip. A label of 255 means
 * that the class is not known. Every scan reads both files to their ends, so that damage is found wherever it is, and holds one
 * row. Headers that promise more than their files hold are refused at the opening, before anybody makes room for it.
 */
public final class IdxCases implements CaseSource {
    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;
    private static final int MAX_SIDE = 4096;
    private static final int UNLABELLED_BYTE = 255;

    private final Location images;
    private final Location labels;
    private final int classes;
    private final ImagesHeader header;
    private volatile String fingerprint;

    /** What an image file says of itself. */
    private record ImagesHeader(int cases, int height, int width) {
        @Override
        public String toString() {
            return cases + " images of " + height + "x" + width;
        }
    }

    private IdxCases(Location images, Location labels, int classes, ImagesHeader header) {
        this.images = images;
        this.labels = labels;
        this.classes = classes;
        this.header = header;
    }

    /**
     * The cases of these files. Reads both headers, so that most mistakes come to light here.
     *
     * @param labels null if there are none
     * @param classes number of classes, 1 to 255
     * @throws BadInputException if a file is missing, is no such file, or they do not fit each other
     * @throws InvalidConfigException if the number of classes is not allowed
     */
    public static IdxCases open(Location images, Location labels, int classes) throws IOException {
        if (classes < 1 || classes > UNLABELLED_BYTE) {
            throw new InvalidConfigException("classes must be from 1 to 255, was " + classes);
        }
        ImagesHeader header;
        try (IdxFile file = new IdxFile(images)) {
            header = readImagesHeader(file);
            requireRoom(file, header);
            if (file.packed()) {
                requirePacked(images, file.position(), header);
            }
        }
        if (labels != null) {
            try (IdxFile file = new IdxFile(labels)) {
                requireEqualCounts(images, header.cases(), labels, readLabelsHeader(file));
                if (file.mostToCome() < header.cases()) {
                    throw file.packed() ? tooShort(file, header.cases() + " labels")
                            : labelsEnd(file, file.mostToCome(), header.cases());
                }
            }
        }
        return new IdxCases(images, labels, classes, header);
    }

    private static void requireRoom(IdxFile file, ImagesHeader header) throws BadInputException {
        long pixels = (long) header.height() * header.width();
        long room = file.mostToCome();
        if (room / pixels < header.cases()) {
            throw file.packed() ? tooShort(file, header.toString()) : imagesEnd(file, room / pixels, room % pixels, header);
        }
    }

    /** Good data, too, may end in another size, where they have several parts; then their bytes are counted. */
    private static void requirePacked(Location images, long before, ImagesHeader header) throws IOException {
        long pixels = (long) header.height() * header.width();
        long promised = before + header.cases() * pixels;
        if (IdxFile.sizeAtTheEnd(images) == (int) promised) {
            return;
        }
        try (IdxFile file = new IdxFile(images)) {
            file.readUpTo(promised);
            if (file.position() < promised) {
                long found = file.position() - before;
                throw imagesEnd(file, found / pixels, found % pixels, header);
            }
        }
    }

    private static BadInputException tooShort(IdxFile file, String expected) {
        return new BadInputException("%s: too short for %s: its gzip data stand for at most %d bytes".formatted(file.name(),
                expected, file.mostToCome() + file.position()));
    }

    private static BadInputException imagesEnd(IdxFile file, long image, long atByte, ImagesHeader header) {
        return new BadInputException(file.name() + ": ends at byte " + atByte + " of image " + image + ", expected " + header);
    }

    private static BadInputException labelsEnd(IdxFile file, long label, int expected) {
        return new BadInputException(file.name() + ": ends at label " + label + ", expected " + expected + " labels");
    }

    @Override
    public int cases() {
        return header.cases();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public boolean labelled() {
        return labels != null;
    }

    /** {@code images sha256:<hex>, labels sha256:<hex>} of the uncompressed files as the last complete scan saw them. */
    @Override
    public String fingerprint() {
        if (fingerprint == null) {
            throw new IllegalStateException(images + ": the fingerprint is known after a complete scan only");
        }
        return fingerprint;
    }

    @Override
    public void scan(IntPredicate wanted, CaseConsumer consumer) throws IOException {
        try (IdxFile imagesFile = new IdxFile(images); IdxFile labelsFile = labels == null ? null : new IdxFile(labels)) {
            requireSameHeaders(imagesFile, labelsFile);
            byte[] pixels = new byte[visible()];
            for (int row = 0; row < header.cases(); row++) {
                readImage(imagesFile, row, pixels);
                int label = labelsFile == null ? UNLABELLED : readLabel(labelsFile, row);
                if (wanted.test(row)) {
                    consumer.accept(row, pixels, label);
                }
            }
            String found = "images sha256:" + imagesFile.finish("the " + header);
            if (labelsFile != null) {
                found += ", labels sha256:" + finishLabels(labelsFile);
            }
            fingerprint = found;
        }
    }

    @Override
    public void scanLabels(LabelConsumer consumer) throws IOException {
        if (labels == null) {
            IntStream.range(0, header.cases()).forEach(row -> consumer.accept(row, UNLABELLED));
            return;
        }
        try (IdxFile file = new IdxFile(labels)) {
            requireEqualCounts(images, header.cases(), labels, readLabelsHeader(file));
            for (int row = 0; row < header.cases(); row++) {
                consumer.accept(row, readLabel(file, row));
            }
            finishLabels(file);
        }
    }

    private String finishLabels(IdxFile file) throws IOException {
        return file.finish("the " + header.cases() + " labels");
    }

    private void requireSameHeaders(IdxFile imagesFile, IdxFile labelsFile) throws IOException {
        ImagesHeader now = readImagesHeader(imagesFile);
        if (!now.equals(header)) {
            throw new BadInputException(images + ": was changed while in use: holds " + now + ", expected " + header);
        }
        if (labelsFile != null) {
            requireEqualCounts(images, header.cases(), labels, readLabelsHeader(labelsFile));
        }
    }

    private void readImage(IdxFile file, int row, byte[] pixels) throws IOException {
        int count = file.read(pixels);
        if (count < pixels.length) {
            throw imagesEnd(file, row, count, header);
        }
    }

    private int readLabel(IdxFile file, int row) throws IOException {
        int label = file.read();
        if (label < 0) {
            throw labelsEnd(file, row, header.cases());
        }
        if (label == UNLABELLED_BYTE) {
            return UNLABELLED;
        }
        if (label >= classes) {
            throw new BadInputException(file.name() + ": label of row " + row + " (byte " + (file.position() - 1) + ") is "
                    + label + ", expected 0.." + (classes - 1) + " or 255 for an unknown class");
        }
        return label;
    }

    private static ImagesHeader readImagesHeader(IdxFile file) throws IOException {
        requireMagic(file, "images", IMAGES_MAGIC);
        int cases = readCases(file, "images");
        return new ImagesHeader(cases, readSide(file, "height"), readSide(file, "width"));
    }

    private static int readLabelsHeader(IdxFile file) throws IOException {
        requireMagic(file, "labels", LABELS_MAGIC);
        return readCases(file, "labels");
    }

    private static void requireMagic(IdxFile file, String kind, int expected) throws IOException {
        int found = file.readInt();
        if (found != expected) {
            throw new BadInputException(String.format("%s: begins with 0x%08x at byte 0, expected 0x%08x of an IDX file of %s",
                    file.name(), found, expected, kind));
        }
    }

    private static int readCases(IdxFile file, String kind) throws IOException {
        int cases = file.readInt();
        if (cases == 0) {
            throw new BadInputException(file.name() + ": no cases: 0 " + kind + " at byte 4, expected at least 1");
        }
        if (cases < 0) {
            throw new BadInputException(file.name() + ": " + Integer.toUnsignedString(cases) + " " + kind
                    + " at byte 4, expected 1.." + Integer.MAX_VALUE);
        }
        return cases;
    }

    private static int readSide(IdxFile file, String name) throws IOException {
        long at = file.position();
        int side = file.readInt();
        if (side < 1 || side > MAX_SIDE) {
            throw new BadInputException(file.name() + ": " + name + " of the images at byte " + at + " is "
                    + Integer.toUnsignedString(side) + ", expected 1.." + MAX_SIDE);
        }
        return side;
    }

    private static void requireEqualCounts(Location images, int imageCount, Location labels, int labelCount)
            throws BadInputException {
        if (imageCount != labelCount) {
            throw new BadInputException(labels + ": " + labelCount + " labels, expected " + imageCount
                    + " as there are images in " + images);
        }
    }
}
