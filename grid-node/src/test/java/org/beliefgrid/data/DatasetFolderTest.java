package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetFolderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"-idx, ''", "-idx, .gz", ".idx, ''", ".idx, .gz"})
    void allFourFilesAreFoundUnderEachOfTheirNames(String joint, String ending) throws IOException {
        Location location = Location.of(folder.toString());
        DatasetFolder dataset = DatasetFolder.of(location);
        String trainImages = "train-images" + joint + "3-ubyte" + ending;
        String trainLabels = "train-labels" + joint + "1-ubyte" + ending;
        String testImages = "t10k-images" + joint + "3-ubyte" + ending;
        String testLabels = "t10k-labels" + joint + "1-ubyte" + ending;
        for (String name : new String[] {trainImages, trainLabels, testImages, testLabels}) {
            Files.createFile(folder.resolve(name));
        }
        assertEquals(location.child(trainImages), dataset.trainImages());
        assertEquals(Optional.of(location.child(trainLabels)), dataset.trainLabels());
        assertEquals(Optional.of(location.child(testImages)), dataset.testImages());
        assertEquals(Optional.of(location.child(testLabels)), dataset.testLabels());
    }

    @Test
    void onlyTrainingImagesMustBeThere() throws IOException {
        DatasetFolder dataset = DatasetFolder.of(Location.of(folder.toString()));
        String names = "; expected one of train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte,"
                + " train-images.idx3-ubyte.gz";
        assertEquals(Optional.empty(), dataset.trainLabels());
        assertEquals(Optional.empty(), dataset.testImages());
        assertEquals(Optional.empty(), dataset.testLabels());
        assertEquals(folder + ": no training images" + names,
                assertThrows(BadInputException.class, dataset::trainImages).getMessage());
        DatasetFolder nowhere = DatasetFolder.of(Location.of(folder + "/nowhere"));
        assertEquals(folder + "/nowhere: no training images, for there is no such folder" + names,
                assertThrows(BadInputException.class, nowhere::trainImages).getMessage());
    }
}
