package org.beliefgrid.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.ProvenanceText;
import org.beliefgrid.model.TrainingPlan;

/** A {@link LearnedSections} as bytes; their format is in the comment of {@link ModelFile}. */
final class SectionsBytes {
    private static final int MOST_FIGURES = 1_000;

    private SectionsBytes() {
    }

    /** @throws TrainingDivergedException if a number is not finite; nothing was written then */
    static void write(LearnedSections learned, LittleEndianOutput output) throws IOException {
        for (NamedSection section : learned.sections()) {
            Optional<String> notFinite = notFinite(section);
            if (notFinite.isPresent()) {
                throw new TrainingDivergedException(notFinite.get());
            }
        }
        ModelFile.writeHead(learned, StoredModel.VERSION, output);
        output.number(StoredModel.KIND_SECTIONS);
        output.size(learned.shape().height(), "height");
        output.size(learned.shape().width(), "width");
        output.size(learned.sections().size(), "number of sections");
        for (NamedSection section : learned.sections()) {
            output.text(section.name(), "name of a section");
            output.size(section.shape().size(), "dimensions of " + section.name());
            for (int size : section.shape()) {
                output.size(size, "size of " + section.name());
            }
            output.floats(section.values());
        }
        output.number(learned.figures().size());
        for (Map.Entry<String, Double> figure : learned.figures().entrySet()) {
            output.text(figure.getKey(), "name of a figure");
            output.real(figure.getValue());
        }
        output.number(learned.table().isPresent() ? 1 : 0);
        if (learned.table().isPresent()) {
            TableInputBytes.write(learned.table().get(), output);
        }
        output.checksum();
    }

    /**
     * Reads all behind the kind.
     *
     * @throws CorruptModelException if it is truncated, damaged, longer than it should be, or does not fit together
     */
    static LearnedSections read(StoredModel.Head head, LittleEndianInput input) throws IOException {
        int height = input.size("height");
        int width = input.size("width");
        List<Read> sections = new ArrayList<>();
        int count = input.size("number of sections");
        for (int i = 0; i < count; i++) {
            sections.add(section(input));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        int figureCount = input.number("number of figures", 0, MOST_FIGURES);
        for (int i = 0; i < figureCount; i++) {
            figures.put(input.text("name of a figure"), input.real("figure"));
        }
        Optional<TableSection> table = input.number("table", 0, 1) == 1 ? Optional.of(TableSection.read(input))
                : Optional.empty();
        input.checksumAndEnd();
        try {
            List<NamedSection> checked = new ArrayList<>();
            for (Read read : sections) {
                checked.add(read.checked());
            }
            return new LearnedSections(checked, figures, new ImageShape(height, width),
                    PlanText.readIncomplete("plan", head.plan(), TrainingPlan.DEFAULTS),
                    ProvenanceText.read("provenance", head.provenance()), table.map(TableInputBytes::checked));
        } catch (IllegalArgumentException e) {
            throw input.refusal(e.getMessage().replace("\n", "; "));
        }
    }

    /** A section, not yet looked at. */
    private record Read(String name, List<Integer> shape, float[] values) {
        NamedSection checked() {
            NamedSection section = new NamedSection(name, shape, values);
            notFinite(section).ifPresent(problem -> {
                throw new IllegalArgumentException(problem);
            });
            return section;
        }
    }

    private static Read section(LittleEndianInput input) throws IOException {
        String name = input.text("name of a section");
        int dimensions = input.number("dimensions", 1, NamedSection.MOST_DIMENSIONS);
        List<Integer> shape = new ArrayList<>();
        long rows = 1;
        for (int i = 0; i < dimensions; i++) {
            int size = input.size("size");
            shape.add(size);
            rows = i < dimensions - 1 ? rows * size : rows;
            if (rows > Integer.MAX_VALUE) {
                throw input.refusal("a section of shape " + shape + " is too large");
            }
        }
        return new Read(name, shape, input.floats((int) rows, shape.get(dimensions - 1), "section"));
    }

    private static Optional<String> notFinite(NamedSection section) {
        for (int i = 0; i < section.values().length; i++) {
            if (!Float.isFinite(section.values()[i])) {
                return Optional.of("%s: number %d is %s".formatted(section.name(), i, section.values()[i]));
            }
        }
        return Optional.empty();
    }
}
