package org.beliefgrid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.beliefgrid.model.ImageShape;
import org.junit.jupiter.api.Test;

class MosaicTest {
    private static final int GAP = 2;

    @Test
    void everyPixelOfEveryTileIsInItsPlaceAndTheGapsAreClear() throws IOException {
        ImageShape shape = new ImageShape(2, 3);
        int scale = Mosaic.scale(shape);
        List<float[]> tiles = List.of(new float[] {0, 0.2f, 0.4f, 0.6f, 0.8f, 1}, new float[] {-3, 9, 0.5f, 0, 0, 0},
                new float[] {1, 1, 1, 0, 0, 0});
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Mosaic.png(tiles, shape, 2)));
        assertEquals(2 * 3 * scale + GAP, image.getWidth());
        assertEquals(2 * 2 * scale + GAP, image.getHeight());
        for (int tile = 0; tile < tiles.size(); tile++) {
            for (int pixel = 0; pixel < 6; pixel++) {
                int x = tile % 2 * (3 * scale + GAP) + pixel % 3 * scale + scale / 2;
                int y = tile / 2 * (2 * scale + GAP) + pixel / 3 * scale + scale / 2;
                int expected = Math.round(255 * Math.min(1, Math.max(0, tiles.get(tile)[pixel])));
                assertEquals(expected, image.getRGB(x, y) & 0xFF, 1, "tile " + tile + ", pixel " + pixel);
                assertEquals(0xFF, image.getRGB(x, y) >>> 24);
            }
        }
        assertEquals(0, image.getRGB(3 * scale, 0) >>> 24, "between tiles");
        assertEquals(0, image.getRGB(3 * scale + GAP, 2 * scale + GAP) >>> 24, "where a fourth tile would be");
    }

    @Test
    void aRowOfNumbersIsNoPicture() {
        assertTrue(Mosaic.showsAnything(new ImageShape(2, 2)));
        assertFalse(Mosaic.showsAnything(new ImageShape(1, 54)));
    }

    @Test
    void theColumnsOfATileCountMakeASquareOfIt() {
        for (int tiles = 1; tiles < 200; tiles++) {
            int columns = Mosaic.columns(tiles);
            int rows = (tiles + columns - 1) / columns;
            assertTrue(rows <= columns && columns - rows <= 1, tiles + " in " + columns);
        }
    }
}
