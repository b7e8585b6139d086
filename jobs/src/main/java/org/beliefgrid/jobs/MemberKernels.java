package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.math.BlasCore;

/**
 * The OpenBLAS kernels of a grid's members. Different ones round differently, so a run has one (docs/adr/010).
 *
 * @param ofMembers kernel of each member, by its address
 */
public record MemberKernels(Map<String, String> ofMembers) {
    public MemberKernels {
        ofMembers = Collections.unmodifiableMap(new TreeMap<>(ofMembers));
    }

    /** Asks the members of a grid. */
    public static MemberKernels in(HazelcastInstance grid) {
        return new MemberKernels(MemberReports.of(grid).values().stream()
                .collect(Collectors.toMap(MemberStatistics::member, MemberStatistics::kernel)));
    }

    /**
     * The one kernel that all members have.
     *
     * @param pin what it must be, if anything
     * @throws InvalidConfigException if members differ, or have another than they must
     * @throws GridUnavailableException if no member answered
     */
    public String onlyOne(BlasCore pin) {
        String kernel = ofMembers.values().stream().findFirst()
                .orElseThrow(() -> new GridUnavailableException("no member says which OpenBLAS kernel it has"));
        if (pin != BlasCore.ANY && !ofMembers.values().stream().allMatch(pin::isNamed)) {
            throw new InvalidConfigException(("blasCore must be the OpenBLAS kernel of all members, was %s, found %s; start "
                    + "members "
                    + "with --blas-core %s, or train with --mixed-kernels").formatted(pin.setting(), list(), pin.setting()));
        }
        if (!ofMembers.values().stream().allMatch(kernel::equals)) {
            throw new InvalidConfigException(("members must have the same OpenBLAS kernel, found %s; start them with the same "
                    + "--blas-core NAME, or train with --mixed-kernels").formatted(list()));
        }
        return kernel;
    }

    private String list() {
        return ofMembers.entrySet().stream().map(member -> member.getValue() + " at " + member.getKey())
                .collect(Collectors.joining(", "));
    }
}
