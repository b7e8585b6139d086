package org.beliefgrid.report;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.beliefgrid.model.ImageShape;

/** Small gray images in rows, as a picture in PNG; between them one sees what lies behind the picture. */
public final class Mosaic {
    private static final int GRAYS = 255;
    private static final int CLEAR = GRAYS;
    private static final int GAP = 2;
    /** Longer side of a tile, about, so that one sees it on a screen of many small dots. */
    private static final int WANTED_SIDE = 56;

    private Mosaic() {
    }

    /** Whether cases of a shape are pictures at all: a row of numbers is none. */
    public static boolean showsAnything(ImageShape shape) {
        return shape.height() > 1 && shape.width() > 1;
    }

    /** Columns that make about a square of so many tiles. */
    public static int columns(int tiles) {
        return (int) Math.ceil(Math.sqrt(tiles));
    }

    /** How many times a pixel of a tile is repeated in either direction. */
    static int scale(ImageShape shape) {
        return Math.max(1, WANTED_SIDE / Math.max(shape.height(), shape.width()));
    }

    /**
     * Draws tiles row by row.
     *
     * @param tiles each [height x width] row-major, 0 black and 1 white; what lies outside is taken for these. Not modified
     * @param columns tiles in a row
     */
    public static byte[] png(List<float[]> tiles, ImageShape shape, int columns) {
        int scale = scale(shape);
        int tileWidth = shape.width() * scale;
        int tileHeight = shape.height() * scale;
        int rows = (tiles.size() + columns - 1) / columns;
        BufferedImage image = new BufferedImage(columns * (tileWidth + GAP) - GAP, rows * (tileHeight + GAP) - GAP,
                BufferedImage.TYPE_BYTE_INDEXED, grays());
        int[] all = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        Arrays.fill(all, CLEAR);
        for (int tile = 0; tile < tiles.size(); tile++) {
            int left = tile % columns * (tileWidth + GAP);
            int top = tile / columns * (tileHeight + GAP);
            for (int y = 0; y < tileHeight; y++) {
                for (int x = 0; x < tileWidth; x++) {
                    float value = tiles.get(tile)[y / scale * shape.width() + x / scale];
                    all[(top + y) * image.getWidth() + left + x] = Math.round(Math.min(1, Math.max(0, value)) * (GRAYS - 1));
                }
            }
        }
        image.getRaster().setPixels(0, 0, image.getWidth(), image.getHeight(), all);
        return png(image);
    }

    /** Palette of 255 grays and one colour that is none. */
    private static IndexColorModel grays() {
        byte[] levels = new byte[GRAYS + 1];
        for (int gray = 0; gray < GRAYS; gray++) {
            levels[gray] = (byte) Math.round(gray * 255.0 / (GRAYS - 1));
        }
        return new IndexColorModel(Byte.SIZE, GRAYS + 1, levels, levels, levels, CLEAR);
    }

    /** In memory alone: no file of a cache. */
    private static byte[] png(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
