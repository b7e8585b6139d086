package org.beliefgrid.export;

import java.io.IOException;
import java.io.OutputStream;
import org.beliefgrid.error.BadInputException;

/** What a model can be exported as, each one file. The same model gives the same bytes. */
public enum ExportFormat {
    /** The network as a graph, see {@link OnnxFile}. */
    ONNX(".onnx") {
        @Override
        public void requireExportable(ExportedModel model) throws BadInputException {
            OnnxFile.requireExportable(model);
        }

        @Override
        public void write(ExportedModel model, OutputStream out) throws IOException {
            OnnxFile.write(model, out);
        }
    },
    /** The parameters, see {@link SafetensorsFile}. */
    SAFETENSORS(".safetensors") {
        @Override
        public void requireExportable(ExportedModel model) {
            // every model has parameters
        }

        @Override
        public void write(ExportedModel model, OutputStream out) throws IOException {
            SafetensorsFile.write(model, out);
        }
    },
    /** The model's file with the scorer's jar, see {@link ScorerZip}. */
    SCORER("-scorer.zip") {
        @Override
        public void requireExportable(ExportedModel model) throws BadInputException {
            model.requireClasses();
        }

        @Override
        public void write(ExportedModel model, OutputStream out) throws IOException {
            ScorerZip.write(model, out);
        }
    };

    private final String ending;

    ExportFormat(String ending) {
        this.ending = ending;
    }

    /** Name of the file where the user gives none: {@code digits-3.onnx}. */
    public String fileName(ExportedModel model) {
        return model.fileName() + ending;
    }

    /** @throws BadInputException if this format has no words for the model */
    public abstract void requireExportable(ExportedModel model) throws BadInputException;

    /**
     * Writes the file.
     *
     * @param model one that is exportable
     * @param out left open
     */
    public abstract void write(ExportedModel model, OutputStream out) throws IOException;
}
