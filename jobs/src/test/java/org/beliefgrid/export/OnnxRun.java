package org.beliefgrid.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;

/**
 * What ONNX Runtime makes of a model and cases.
 *
 * @param probabilities [cases][classes]
 * @param labels [cases]
 * @param metadata of the model
 */
public record OnnxRun(float[][] probabilities, long[] labels, Map<String, String> metadata) {
    public static OnnxRun of(byte[] model, float[][] cases) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor input = OnnxTensor.createTensor(environment, cases);
                    OrtSession.Result result = session.run(Map.of("cases", input))) {
                return new OnnxRun((float[][]) result.get("probabilities").orElseThrow().getValue(),
                        (long[]) result.get("label").orElseThrow().getValue(), session.getMetadata().getCustomMetadata());
            }
        }
    }
}
