package org.beliefgrid.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.beliefgrid.model.DeepBeliefNet;

/** A zip file with a folder of three files: the model's file, the scorer's jar, and how to start it. */
final class ScorerZip {
    private static final String JAR = "beliefgrid-scorer.jar";
    /** The same for all, so that the same model gives the same file. */
    private static final LocalDateTime FIRST_TIME_OF_ZIP = LocalDateTime.of(1980, 1, 1, 0, 0);

    private ScorerZip() {
    }

    static void write(ExportedModel model, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        String folder = model.fileName() + "/";
        begin(zip, folder + "README.txt");
        zip.write(readme(model).getBytes(StandardCharsets.UTF_8));
        begin(zip, folder + JAR);
        try (InputStream jar = ScorerZip.class.getResourceAsStream(JAR)) {
            if (jar == null) {
                throw new IllegalStateException("this build has no " + JAR + ": package it, do not only compile it");
            }
            jar.transferTo(zip);
        }
        begin(zip, folder + modelFile(model));
        try (InputStream file = model.version().file().open()) {
            file.transferTo(zip);
        }
        zip.finish();
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(FIRST_TIME_OF_ZIP);
        zip.putNextEntry(entry);
    }

    private static String modelFile(ExportedModel model) {
        return model.fileName() + ".dbn";
    }

    private static String readme(ExportedModel model) {
        DeepBeliefNet net = model.model().net();
        boolean table = model.model().table().isPresent();
        return """
                BeliefGrid model %s: %d values in (%s), %d classes out, modelSha256 %s.
                Needs Java 17 or later, and nothing else: java -jar %s %s < cases.csv > classes.csv
                cases.csv: one case a line, values with commas between them, no header; %s.
                classes.csv: for each line the class, %s, and the probability of every class.
                In a program: org.beliefgrid.scorer.Scorer.open(Path.of("%s")).predict(values)
                """.formatted(model.version(), net.visible(), model.model().shape(), net.classes(), net.sha256(), JAR,
                modelFile(model), table ? "values scaled and encoded as the model's table says"
                        : "pixels are byte / 255, row by row",
                table ? "by its name" : "counted from 0", modelFile(model));
    }
}
