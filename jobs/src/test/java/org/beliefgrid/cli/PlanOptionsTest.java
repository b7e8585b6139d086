package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.PlanList;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said on the command line holds instead of what the plan says, and nothing else changes. */
class PlanOptionsTest {
    private static final String TEXT = "{labels: 300, heldOut: 0.2, pretraining: {epochs: 3}}";

    @TempDir
    private Path folder;
    private TrainingPlan written;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), TEXT);
        written = PlanText.read("plan.yaml", TEXT);
    }

    private TrainingPlan plan(String... arguments) throws IOException {
        return plan(Optional.empty(), arguments);
    }

    private TrainingPlan plan(Optional<StartingModel> from, String... arguments) throws IOException {
        PlanOptions options = new PlanOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
        return options.plan(from);
    }

    private TrainingPlan changed(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 2];
        all[0] = "--preset";
        all[1] = folder.resolve("plan.yaml").toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return plan(all);
    }

    @Test
    void ofAnUnknownPresetTheOthersAreNamed() {
        String message = assertThrows(InvalidConfigException.class, () -> plan("--preset", "mnist-bset")).getMessage();
        assertTrue(message.matches("--preset .*/presets/mnist-bset\\.yaml: no such file; there are mnist-1000-labels, mnist-2015, "
                + "mnist-best, mnist-block, .*, quickstart, .*"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void labelsAndHeldOutCasesAreThoseOfTheOptions() throws IOException {
        assertEquals(written, changed());
        assertEquals(written.withLabels(1000), changed("--labels", "1000"));
        assertEquals(written.withLabels(TrainingPlan.ALL_LABELS), changed("--labels", "all"));
        assertEquals(written.withHeldOut(0.1), changed("--held-out", "0.1"));
        assertEquals(written.withHeldOut(0), changed("--held-out", "0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--preset mnist-1000-labels", "--pretrain-epochs 0"})
    void randomWeightsThatNobodyAskedForAreSaid(String arguments) throws IOException {
        assertTrue(unsaid(arguments.split(" ")).orElseThrow().contains("random weights"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--preset mnist-quick", "--preset mnist-1000-labels --no-pretrain"})
    void randomWeightsThatWereAskedForOrArePreTrainedAreNot(String arguments) throws IOException {
        assertEquals(Optional.empty(), unsaid(arguments.split(" ")));
    }

    /** Fewer epochs than a mean is of are what the mean is of then; who asked for that is told. */
    @ParameterizedTest
    @CsvSource({"mnist-block, 5, 5", "mnist-block, 10, 0", "mnist-block, 30, 0", "mnist-block, 0, 0", "mnist-quick, 5, 0"})
    void aMeanOfFewerEpochsThanThePlanSaysIsSaid(String preset, int epochs, int told) {
        PlanOptions options = new PlanOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs("--preset", preset,
                "--finetune-epochs", String.valueOf(epochs));
        assertEquals(told == 0 ? Optional.empty() : Optional.of("the model is the mean of all " + told
                + " epochs of fine-tuning: the plan has averageLast 10"), options.shortened(options.plan(Optional.empty())));
    }

    private static Optional<String> unsaid(String... arguments) {
        PlanOptions options = new PlanOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
        return options.unsaid(options.plan(Optional.empty()), Optional.empty());
    }

    /**
     * Each preset has the fine-tuning of a plan of the list it was chosen from, with the epochs that all cases were given, and
     * means of as many.
     */
    @ParameterizedTest
    @CsvSource({"mnist-block,mnist-block,constant", "mnist-dropout,mnist-dropout,max-norm-12",
            "mnist-1000-labels,mnist-1000-labels,r10-drop", "mnist-best,mnist-best-long,adversarial-0.2"})
    void presetsHaveTheSettingsOfAPlanOfTheirList(String preset, String list, String chosen) throws IOException {
        String file = "../config/tune/" + list + ".yaml";
        TrainingPlan plan = PlanList.read(file, Files.readString(Path.of(file)), name -> Presets.read(name, file),
                TrainingPlan.DEFAULTS).plans().get(chosen);
        TrainingPlan written = plan("--preset", preset);
        int averaged = plan.fineTuning().averageLast() > 0 ? written.fineTuning().averageLast() : 0;
        assertEquals(written.fineTuning(), plan.fineTuning().withEpochs(written.fineTuning().epochs()).withPatience(0)
                .withAverageLast(averaged));
        assertEquals(written.hidden(), plan.hidden());
        assertEquals(written.labels(), plan.labels());
        if (plan.labels() != TrainingPlan.ALL_LABELS) {  // the softmax layer starts anew, also on top of a stack
            assertEquals(InitialDeviation.GLOROT, plan.pretraining().initialDeviation());
            assertEquals(InitialDeviation.GLOROT, written.pretraining().initialDeviation());
        }
        assertEquals(written.miniBatch(), plan.miniBatch());
        assertEquals(written.shards(), plan.shards());
        assertEquals(written.seed(), plan.seed());
    }

    @Test
    void withoutPreTrainingTheWeightsStartWithTheDeviationOfGlorotAndBengio() throws IOException {
        assertEquals(written.withPretraining(written.pretraining().withEpochs(0).withInitialDeviation(InitialDeviation.GLOROT)),
                changed("--no-pretrain"));
    }

    @Test
    void aModelToStartFromIsNoStartWithoutPreTraining() {
        StartingModel model = new StartingModel("first", SmallModels.of(6, 5));
        String message = assertThrows(InvalidConfigException.class,
                () -> plan(Optional.of(model), "--no-pretrain")).getMessage();
        assertTrue(message.startsWith("--no-pretrain and --from exclude each other: "), message);
    }

    /** What one place lacks another may say, whatever the order; what nobody says is told with the place that needs it. */
    @Test
    void patienceAndItsHeldOutCasesMayComeFromFileOrOptions() throws IOException {
        assertEquals(written.withFineTuning(written.fineTuning().withPatience(4)), changed("--patience", "4"));
        Files.writeString(folder.resolve("plan.yaml"), "fineTuning: {patience: 5}");
        TrainingPlan patient = PlanText.read("plan.yaml", "{heldOut: 0.1, fineTuning: {patience: 5}}");
        assertEquals(patient, changed("--held-out", "0.1"));
        assertEquals(TrainingPlan.DEFAULTS, changed("--held-out", "0", "--patience", "0"));
        String needed = ": fineTuning.patience must be 0 unless heldOut is above 0, was ";
        assertEquals(folder.resolve("plan.yaml") + needed + 5, refusal());
        assertEquals(folder.resolve("plan.yaml") + needed + 5, refusal("--held-out", "0"));
        assertEquals("--patience" + needed + 2, refusal("--patience", "2"));
        assertEquals("patience must be 0 or more, was -1", refusal("--patience", "-1"));
    }

    private String refusal(String... arguments) {
        return assertThrows(InvalidConfigException.class, () -> changed(arguments)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "many", "", "10000000000"})
    void labelsAreAllOrAWholeNumber(String labels) {
        assertEquals("--labels must be all, or 1 or more, was " + labels,
                assertThrows(InvalidConfigException.class, () -> plan("--labels", labels)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "0.51", "NaN", "Infinity"})
    void atMostHalfIsHeldOut(String fraction) {
        assertEquals("heldOut must be in [0, 0.5], was " + Double.parseDouble(fraction),
                assertThrows(InvalidConfigException.class, () -> plan("--held-out", fraction)).getMessage());
    }
}
