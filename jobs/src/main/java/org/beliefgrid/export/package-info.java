/** Stored models for programs that know nothing of BeliefGrid: as ONNX, as safetensors, or with a scorer in plain Java. */
package org.beliefgrid.export;
