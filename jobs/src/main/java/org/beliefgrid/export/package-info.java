/** Stored models for programs that know nothing of BeliefGrid: as ONNX, as safetensors, or with a scorer that needs Java alone. */
package org.beliefgrid.export;
