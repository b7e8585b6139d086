package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.beliefgrid.cli.TrainingPreview;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.LocalFile;
import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MemoryWatch;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;

/**
 * All that will be submitted, known before anything is uploaded.
 *
 * @param request as the user gave it
 * @param training what is trained; empty for a grid alone
 * @param needs memory of that; empty for a grid alone
 * @param member container of each member
 * @param master container of the application master
 * @param nodes that can take containers
 * @param waits what may make the application wait, a line each
 * @param bundles archives that the containers get
 */
record SubmissionPlan(SubmitRequest request, Optional<RemoteTraining> training, Optional<TrainingNeeds> needs,
        ContainerMemory member, ContainerMemory master, int nodes, List<String> waits, List<Bundle> bundles) {
    private static final MemoryWatch WATCH = new MemoryWatch(90, 97);
    private static final Pattern PLACE = Pattern.compile("(?:--[a-z-]+=)?([A-Za-z][A-Za-z0-9+.-]*://[^/]+)(?:/.*)?");
    private static final long MB = ContainerMemory.MB;

    /**
     * Looks at queue, nodes, data, plan, memory, in this order.
     *
     * @throws RefusedException if the cluster cannot give it
     */
    static SubmissionPlan of(SubmitRequest request, Cluster cluster, Resource largest, String store, LocalFiles local)
            throws IOException {
        ClusterFacts facts = cluster.facts(largest);
        Placement place = request.placement();
        SubmitRequest.Members wanted = request.members();
        ClusterCheck.requirePlace(facts, place.queue(), place.nodeLabel());
        Optional<RemoteTraining> training = request.trains()
                ? Optional.of(RemoteTraining.of(request.arguments().subList(1, request.arguments().size()), store))
                : Optional.empty();
        Optional<TrainingNeeds> needs = training.map(known -> TrainingNeeds.of(known.preview(), fewest(wanted),
                wanted.vcores()));
        ContainerMemory.Limits limits = new ContainerMemory.Limits(facts.minimumMb(), facts.largestMb(), wanted.memoryMb());
        ContainerMemory member = needs.isPresent() ? ContainerMemory.ofMember(needs.get(), wanted.vcores(), limits)
                : ContainerMemory.ofGridMember(limits);
        ContainerMemory master = ContainerMemory.ofMaster(needs.map(known -> OptionalLong.of(known.parameters()))
                .orElse(OptionalLong.empty()),
                new ContainerMemory.Limits(facts.minimumMb(), facts.largestMb(), request.masterMemoryMb()));
        List<String> waits = new ClusterCheck(facts, new ClusterCheck.Wanted(place.queue(), place.nodeLabel(),
                wanted.wanted(), wanted.least(), wanted.spread() == Spread.STRICT, member, master, wanted.vcores())).check();
        return new SubmissionPlan(request, training, needs, member, master, facts.usable(place.nodeLabel()).size(), waits,
                local.all());
    }

    /** One member may be away while its container is replaced; the others have its part meanwhile. */
    private static int fewest(SubmitRequest.Members members) {
        return Math.max(1, Math.min(members.least(), members.wanted() - 1));
    }

    String name() {
        return request.name().isEmpty() ? training.map(known -> "beliefgrid train " + known.preview().model())
                .orElse("beliefgrid grid")
                : request.name();
    }

    /** What the application master reads. */
    ApplicationSpec spec(ApplicationId application, String staging, String store, List<LocalFile> files) {
        List<String> arguments = training.map(known -> prefixed(known.arguments())).orElse(request.arguments());
        Optional<TrainingPreview> preview = training.map(RemoteTraining::preview);
        ApplicationSpec.Grid grid = new ApplicationSpec.Grid("beliefgrid-" + application,
                preview.map(known -> known.plan().shards()).orElse(0),
                preview.map(known -> known.plan().blasCore()).orElse(BlasCore.ANY));
        SubmitRequest.Members wanted = request.members();
        ApplicationSpec.Members members = new ApplicationSpec.Members(wanted.wanted(), wanted.least(), fewest(wanted),
                wanted.spread(), new MemberSize(member.containerMb(), member.heapMb(), member.offHeapMb(), wanted.vcores()),
                WATCH, wanted.metrics());
        return new ApplicationSpec(name(), arguments, grid, members, request.placement(), request.times(),
                new ApplicationSpec.Files(files, preview.map(known -> known.store().toString()).orElse(store), staging));
    }

    private static List<String> prefixed(List<String> arguments) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of("train"), arguments.stream()).toList();
    }

    Optional<Path> planFile() {
        return training.flatMap(RemoteTraining::planFile);
    }

    /** File systems that the training's options name. */
    Set<URI> places() {
        return training.map(known -> places(known.arguments())).orElse(Set.of());
    }

    /** File systems with a name of their own in the values of options. */
    static Set<URI> places(List<String> arguments) {
        return arguments.stream().map(PLACE::matcher).filter(Matcher::matches).map(found -> URI.create(found.group(1)))
                .collect(Collectors.toSet());
    }

    /** The whole plan for a reader; {@code cached} says which archives need not be uploaded. */
    void print(PrintWriter out, UploadCache cache) throws IOException {
        Placement place = request.placement();
        SubmitRequest.Members wanted = request.members();
        out.printf("application   %s, queue %s%s%s%n", name(), place.queue(), place.nodeLabel().isEmpty() ? ""
                : ", node label " + place.nodeLabel(), place.priority() == 0 ? "" : ", priority " + place.priority());
        training.map(RemoteTraining::preview).ifPresent(preview -> describe(out, preview));
        out.printf(Locale.ROOT, "members       %d, at least %d, spread %s; for each %,d MB and %d cores%n", wanted.wanted(),
                wanted.least(), wanted.spread().name().toLowerCase(Locale.ROOT), member.containerMb(), wanted.vcores());
        out.printf(Locale.ROOT, "  memory      heap %,d MB, off-heap %,d MB, JVM %,d MB%n", member.heapMb(),
                member.offHeapMb(), member.overheadMb());
        needs.ifPresent(known -> out.printf(Locale.ROOT,
                "  it needs    data %,d MB, states and updates %,d MB, shard epochs %,d MB on the heap and %,d MB "
                + "beside it%n", known.dataOnHeap() / MB, known.stateOnHeap() / MB, known.epochsOnHeap() / MB,
                known.epochsOffHeap() / MB));
        out.printf(Locale.ROOT, "master        %,d MB and 1 core: heap %,d MB, off-heap %,d MB%n", master.containerMb(),
                master.heapMb(), master.offHeapMb());
        out.printf("limits        %s to get the members, %s for everything%n",
                Durations.text(request.times().allocationSeconds()),
                request.times().wholeSeconds() == 0 ? "no limit" : Durations.text(request.times().wholeSeconds()));
        for (Bundle bundle : bundles) {
            out.printf(Locale.ROOT, "files         %s: %d files, %,.1f MB, %s%n", bundle.name(), bundle.count(),
                    bundle.bytes() / (double) MB, cache.has(bundle) ? "uploaded before" : "to be uploaded");
        }
        planFile().ifPresent(file -> out.println("files         " + file));
        out.println("master runs   " + MasterLaunch.command(master).stream().collect(Collectors.joining(" ")));
        waits.forEach(line -> out.println("note          " + line));
    }

    private static void describe(PrintWriter out, TrainingPreview preview) {
        out.printf(Locale.ROOT, "training      %s: %,d cases of %,d units in %d shards; hidden layers %s; model %s in %s%n",
                preview.data(),
                preview.cases(), preview.visible(), preview.plan().shards(), preview.plan().hidden(), preview.model(),
                preview.store());
    }
}
