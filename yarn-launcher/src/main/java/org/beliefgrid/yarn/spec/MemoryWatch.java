package org.beliefgrid.yarn.spec;

/**
 * When a member speaks about its resident size, in percent of its container.
 *
 * @param warnPercent from which on it says which option to raise
 * @param stopPercent from which on it leaves by itself, before YARN kills it; above 100 for never
 */
public record MemoryWatch(int warnPercent, int stopPercent) {
    public MemoryWatch {
        if (warnPercent < 1 || stopPercent < warnPercent) {
            throw new IllegalArgumentException("percents must be in 1 to stopPercent, were %d and %d".formatted(warnPercent,
                    stopPercent));
        }
    }
}
