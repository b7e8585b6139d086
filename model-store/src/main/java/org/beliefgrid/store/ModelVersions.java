package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.error.UnwritableStoreException;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Promotion;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.model.VersionText;

/**
 * All versions of one model, in a folder of its name:
 * <pre>
 * &lt;version&gt;.dbn                        the version ({@link ModelFile}); it is there if and only if this file is
 * &lt;version&gt;.report.html                the report of the run that made it, for people
 * &lt;version&gt;.evaluations/&lt;n&gt;.yaml       an evaluation of it ({@link VersionText})
 * &lt;version&gt;.decisions/&lt;n&gt;.yaml         what a gate to promotion said of it ({@link VersionText})
 * &lt;version&gt;.distribution.json          how columns and scores of its training rows are distributed
 * &lt;version&gt;.deleted                    keeps the number of a version that was deleted
 * promoted/&lt;n&gt;.yaml                    the nth promotion ({@link VersionText}); the last one counts
 * </pre>
 * Numbers are never given twice. A file appears under its name when it is complete and is never changed after that, so that any
 * number of processes may read and write at the same time. The small files end with a checksum; a damaged one is an error that
 * names it, and no other is taken instead.
 */
public final class ModelVersions {
    private static final long DELETION_MILLIS = 5_000;
    private static final long POLL_MILLIS = 10;

    private final String name;
    private final Location folder;
    private final NumberedFiles files;
    private final NumberedFiles promotions;

    /** @param folder of the model; need not exist */
    ModelVersions(String name, Location folder) {
        this.name = name;
        this.folder = folder;
        files = new NumberedFiles(folder, ".dbn");
        promotions = new NumberedFiles(folder.child("promoted"), ".yaml");
    }

    /** Name of the model. */
    public String name() {
        return name;
    }

    /**
     * Those that are there, ascending.
     *
     * @throws BadInputException if the file system cannot be reached
     */
    public List<ModelVersion> all() throws IOException {
        return files.numbers().stream().map(this::version).toList();
    }

    /** The newest that is there; empty if there is none. */
    public Optional<ModelVersion> newest() throws IOException {
        return all().stream().max(Comparator.comparingInt(ModelVersion::number));
    }

    private ModelVersion version(int number) {
        return new ModelVersion(name, number, files.file(number));
    }

    /**
     * The version of that number.
     *
     * @throws CorruptModelException if there is none
     */
    public ModelVersion require(int number) throws IOException {
        ModelVersion version = version(number);
        if (!version.file().exists()) {
            List<ModelVersion> there = all();
            throw new CorruptModelException("%s: no such version; there are %s".formatted(version.file(), there.isEmpty()
                    ? "none"
                    : there.stream().map(ModelVersion::toString).collect(Collectors.joining(", "))));
        }
        return version;
    }

    /**
     * Adds a version.
     *
     * @param model not modified
     * @throws TrainingDivergedException if a parameter is not finite
     * @throws UnwritableStoreException if the file cannot be written; nothing has changed then
     */
    ModelVersion add(Learned model) throws IOException {
        return version(files.add(out -> ModelFile.write(model, out)));
    }

    /**
     * Adds an evaluation of a version.
     *
     * @return its number
     * @throws CorruptModelException if there is no such version
     * @throws IOException if it cannot be written
     */
    public int addEvaluation(int version, StoredEvaluation evaluation) throws IOException {
        require(version);
        return evaluationFiles(version).add(out -> out.write(SealedText.write(VersionText.write(evaluation))));
    }

    /** The report of the run that made a version, whether there is one or not. */
    public Location report(int version) {
        return folder.child(version + ".report.html");
    }

    /** How columns and scores of the rows that a version learned from are distributed, whether it is known or not. */
    public Location distribution(int version) {
        return folder.child(version + ".distribution.json");
    }

    /**
     * Adds what a gate said of a version.
     *
     * @return its number
     * @throws CorruptModelException if there is no such version
     * @throws IOException if it cannot be written
     */
    public int addDecision(int version, PromotionDecision decision) throws IOException {
        require(version);
        return decisionFiles(version).add(out -> out.write(SealedText.write(VersionText.write(decision))));
    }

    /**
     * What gates said of a version, by number, ascending.
     *
     * @throws BadInputException if one is damaged
     */
    public SortedMap<Integer, PromotionDecision> decisions(int version) throws IOException {
        SortedMap<Integer, PromotionDecision> found = new TreeMap<>();
        NumberedFiles decisions = decisionFiles(version);
        for (int number : decisions.numbers()) {
            found.put(number, SealedText.read(decisions.file(number), VersionText::readDecision));
        }
        return found;
    }

    private NumberedFiles decisionFiles(int version) {
        return new NumberedFiles(decisionFolder(version), ".yaml");
    }

    private Location decisionFolder(int version) {
        return folder.child(version + ".decisions");
    }

    private NumberedFiles evaluationFiles(int version) {
        return new NumberedFiles(evaluationFolder(version), ".yaml");
    }

    private Location evaluationFolder(int version) {
        return folder.child(version + ".evaluations");
    }

    /**
     * The evaluations of a version by their numbers, ascending.
     *
     * @throws BadInputException if one is damaged
     */
    public SortedMap<Integer, StoredEvaluation> evaluations(int version) throws IOException {
        SortedMap<Integer, StoredEvaluation> found = new TreeMap<>();
        NumberedFiles evaluations = evaluationFiles(version);
        for (int number : evaluations.numbers()) {
            found.put(number, SealedText.read(evaluations.file(number), VersionText::readEvaluation));
        }
        return found;
    }

    /**
     * All promotions by their numbers, ascending; those of deleted versions, too.
     *
     * @throws BadInputException if one is damaged
     */
    public SortedMap<Integer, Promotion> promotions() throws IOException {
        SortedMap<Integer, Promotion> found = new TreeMap<>();
        for (int number : promotions.numbers()) {
            found.put(number, promotion(number));
        }
        return found;
    }

    private Promotion promotion(int number) throws IOException {
        return SealedText.read(promotions.file(number), VersionText::readPromotion);
    }

    /**
     * The promoted version; empty if none is.
     *
     * @throws BadInputException if the last promotion is damaged, or its version is missing
     */
    public Optional<ModelVersion> promoted() throws IOException {
        List<Integer> numbers = promotions.numbers();
        for (int last = numbers.size() - 1; last >= 0; last--) {
            ModelVersion version = version(promotion(numbers.get(last)).version());
            if (version.file().exists()) {
                return Optional.of(version);
            }
            // Deleted by us, it was promoted while that was under way: its promotion did not come about.
            if (!files.isRetired(version.number())) {
                throw new CorruptModelException("%s: the promoted version is missing; promote another"
                        .formatted(version.file()));
            }
        }
        return Optional.empty();
    }

    /**
     * What a promotion is to say.
     *
     * @param version to promote
     * @param evaluation number of the evaluation that it rests on; empty for the newest
     * @param withoutEvaluation whether it may rest on none, if there is none
     * @param by user@host
     * @param at ISO 8601 with zone
     */
    public record PromotionRequest(int version, Optional<Integer> evaluation, boolean withoutEvaluation, String by, String at) {
    }

    /**
     * Makes a version the promoted one. Readers see that one or the one before.
     *
     * @throws InvalidConfigException if there is no evaluation for it to rest on, or that one is not of this model's parameters
     * @throws CorruptModelException if the version is missing, damaged, or being deleted
     * @throws UnwritableStoreException if the promotion cannot be written; nothing has changed then
     */
    public Promotion promote(PromotionRequest request) throws IOException {
        ModelVersion version = require(request.version());
        if (files.isRetired(version.number())) {
            throw new CorruptModelException(("%s: the version is being deleted, or was left half deleted: models delete %s "
                    + "ends that").formatted(version.file(), version));
        }
        String sha256 = loadAny(version).sha256();
        Promotion promotion = new Promotion(version.number(), request.by(), request.at(), sha256,
                basis(request, version, sha256));
        int number = promotions.add(out -> out.write(SealedText.write(VersionText.write(promotion))));
        try {
            requireNotDeletedMeanwhile(version);
        } catch (IOException | RuntimeException e) {
            NumberedFiles.removeAfter(e, promotions.file(number));  // what has failed must not count
            throw e;
        }
        return promotion;
    }

    private Optional<Promotion.Basis> basis(PromotionRequest request, ModelVersion version, String sha256) throws IOException {
        SortedMap<Integer, StoredEvaluation> evaluations = evaluations(version.number());
        if (request.evaluation().isEmpty() && evaluations.isEmpty() && request.withoutEvaluation()) {
            return Optional.empty();
        }
        if (evaluations.isEmpty()) {
            throw new InvalidConfigException(("%s has no evaluation that its promotion could rest on; run evaluate --model "
                    + "%s, or "
                    + "promote it --without-evaluation").formatted(version, version));
        }
        int number = request.evaluation().orElseGet(evaluations::lastKey);
        StoredEvaluation evaluation = evaluations.get(number);
        if (evaluation == null) {
            throw new InvalidConfigException("%s has no evaluation %d; there are %s".formatted(version, number,
                    evaluations.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        if (!evaluation.modelSha256().equals(sha256)) {
            throw new InvalidConfigException("evaluation %d of %s is of a model with modelSha256 %s, not %s".formatted(number,
                    version, evaluation.modelSha256(), sha256));
        }
        return Optional.of(new Promotion.Basis(number, evaluation));
    }

    /** A deletion marks the number first and looks at promotions once more after that, so one of the two sees the other. */
    private void requireNotDeletedMeanwhile(ModelVersion version) throws IOException {
        long end = System.nanoTime() + DELETION_MILLIS * 1_000_000;
        while (files.isRetired(version.number())) {
            if (!version.file().exists() || System.nanoTime() >= end) {
                throw new CorruptModelException(version.file() + ": the version was deleted while it was promoted");
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(version.file() + ": interrupted while promoted");
            }
        }
    }

    /**
     * Removes a version with all that stands beside it. Who has opened it may read on or gets an error.
     *
     * @throws InvalidConfigException if it is the promoted one
     * @throws CorruptModelException if there is no such version
     * @throws UnwritableStoreException if something could not be removed
     */
    public void delete(int number) throws IOException {
        ModelVersion version = require(number);
        requireNotPromoted(version);
        boolean markedHere = files.retire(number);
        try {
            requireNotPromoted(version);
        } catch (IOException | RuntimeException e) {
            if (markedHere) {
                files.restore(number);
            }
            throw e;
        }
        for (Location one : List.of(version.file(), report(number), distribution(number), evaluationFolder(number),
                decisionFolder(number))) {
            StoreChange.delete(one);
        }
    }

    private void requireNotPromoted(ModelVersion version) throws IOException {
        if (promoted().equals(Optional.of(version))) {
            throw new InvalidConfigException(version + " is the promoted version; promote another one before it is deleted");
        }
    }

    /**
     * Deletes all versions but the newest ones and the promoted one.
     *
     * @param keep how many of the newest stay, 1 and up
     * @return those that were deleted, ascending
     * @throws InvalidConfigException if {@code keep} is below 1
     */
    public List<ModelVersion> prune(int keep) throws IOException {
        if (keep < 1) {
            throw new InvalidConfigException("number of versions to keep must be 1 or more, was " + keep);
        }
        List<ModelVersion> all = all();
        Optional<ModelVersion> promoted = promoted();
        List<ModelVersion> deleted = new ArrayList<>();
        for (ModelVersion version : all.subList(0, Math.max(0, all.size() - keep))) {
            if (!promoted.equals(Optional.of(version))) {
                delete(version.number());
                deleted.add(version);
            }
        }
        return deleted;
    }

    /**
     * Loads a version, whatever it holds.
     *
     * @throws BadInputException if it is missing or not what it should be (see {@link ModelFile#readAny})
     */
    public static Learned loadAny(ModelVersion version) throws IOException {
        try (InputStream in = version.file().open()) {
            return ModelFile.readAny(version.file().toString(), in);
        }
    }

    /**
     * Loads a version that holds a network.
     *
     * @throws BadInputException if it is missing or not what it should be (see {@link ModelFile#read})
     */
    public static Model load(ModelVersion version) throws IOException {
        try (InputStream in = version.file().open()) {
            return ModelFile.read(version.file().toString(), in);
        }
    }
}
