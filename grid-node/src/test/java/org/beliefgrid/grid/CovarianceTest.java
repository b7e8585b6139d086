package org.beliefgrid.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.beliefgrid.learning.Covariance;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.State;
import org.beliefgrid.math.SymmetricEigenvalues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The covariance against its definition, and its eigenvalues against scikit-learn's principal components. */
class CovarianceTest {
    private static Covariance covariance(int units) {
        return new Covariance(units, false, new String[0], new int[0]);
    }

    @Test
    void ofFourCasesItIsWhatTheDefinitionSays() {
        List<ShardCases> shards = List.of(ShardCases.ofFloats(2, new float[] {0, 0, 1, 2}, new int[2]),
                ShardCases.ofFloats(2, new float[] {2, 4, 1, 2}, new int[2]));
        float[] found = PlainLoop.run(List.of(covariance(2)), shards).get(Covariance.MATRIX);
        assertEquals(0.5, found[0], 1e-6);
        assertEquals(1, found[1], 1e-6);
        assertEquals(1, found[2], 1e-6);
        assertEquals(2, found[3], 1e-6);
    }

    @ParameterizedTest(name = "{0} shards")
    @ValueSource(ints = {1, 6})
    void itsEigenvaluesAreTheVariancesOfScikitLearnsPrincipalComponents(int shards) {
        State last = PlainLoop.run(List.of(covariance(IrisTables.UNITS)), IrisTables.shards(shards));
        double[] ascending = SymmetricEigenvalues.of(last.get(Covariance.MATRIX), IrisTables.UNITS);
        double[] descending = IrisTables.read("pca.csv")[0];
        for (int i = 0; i < descending.length; i++) {
            assertEquals(descending[i], ascending[ascending.length - 1 - i], 1e-6, "component " + i);
        }
    }
}
