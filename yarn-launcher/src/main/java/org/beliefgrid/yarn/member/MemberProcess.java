package org.beliefgrid.yarn.member;

import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.properties.ClusterProperty;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.Quorum;
import org.beliefgrid.grid.monitoring.MemberMonitor;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MemberExit;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Staging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member, from its container's environment to its end; tells the master that it lives, and does what it answers. */
final class MemberProcess {
    private static final long BEAT_MILLIS = 2_000;
    private static final int ANY_PORT = 0;
    private static final Logger LOGGER = LoggerFactory.getLogger(MemberProcess.class);

    private final Map<String, String> environment;
    private final ApplicationSpec spec;
    private final ApplicationSecret secret;
    private final MasterLink link;
    private final MemorySight memory;
    private final MemberSelf self;
    private HazelcastInstance member;
    private Thread handingOver;
    private String lastWarning = "";

    private MemberProcess(Map<String, String> environment) throws IOException {
        this.environment = environment;
        Location staging = Location.of(environment.get(Staging.FOLDER_VARIABLE));
        spec = Json.read(staging.child(Staging.APPLICATION), ApplicationSpec.class);
        secret = ApplicationSecret.in(UserGroupInformation.getCurrentUser().getCredentials());
        link = new MasterLink(secret, staging);
        memory = new MemorySight(spec.members().size(), spec.members().watch());
        self = new MemberSelf(Integer.parseInt(environment.get(Staging.SLOT_VARIABLE)),
                environment.get(ApplicationConstants.Environment.CONTAINER_ID.name()), memory);
    }

    /**
     * Runs a member.
     *
     * @return exit code of the process
     */
    static int run(Map<String, String> environment) throws IOException, InterruptedException {
        return new MemberProcess(environment).run();
    }

    private int run() throws IOException, InterruptedException {
        String own = InetAddress.getByName(environment.get(ApplicationConstants.Environment.NM_HOST.name())).getHostAddress();
        BlasKernel.pinned(spec.grid().blasCore());
        MemberOptions options = new MemberOptions(own, ANY_PORT, List.of(), spec.grid().partitions(),
                spec.members().size().vcores(), Location.of(spec.files().store()), secret.gridSecret())
                .withMonitoring(monitoring(spec.members().metrics(), own));
        try {
            member = GridMember.start(options, this::joinThroughTheMaster);
        } catch (RuntimeException e) {
            if (self.isLost()) {
                LOGGER.error("nobody is there to say whom to join: ending", e);
                return MemberExit.ALONE;
            }
            throw e;
        }
        MemberMonitor.url(member).ifPresent(self::shown);
        LOGGER.info("slot {} is {} of {} members", environment.get(Staging.SLOT_VARIABLE), member.getName(),
                member.getCluster().getMembers().size());
        Loneliness loneliness = new Loneliness(millis());
        while (true) {
            Integer code = beat(loneliness);
            if (code != null) {
                return code;
            }
            Thread.sleep(BEAT_MILLIS);
        }
    }

    /**
     * Who may look at the member.
     *
     * @param own address of the node
     */
    static MonitoringOptions monitoring(MetricsPage metrics, String own) {
        return switch (metrics) {
            case NONE -> MonitoringOptions.NONE;
            // Members of a node, and those of other applications there, cannot have the same port.
            case LOOPBACK -> MonitoringOptions.page(ANY_PORT);
            case NODE -> new MonitoringOptions(List.of(), OptionalInt.of(ANY_PORT), own);
        };
    }

    private void joinThroughTheMaster(Config config) {
        config.setClusterName(spec.grid().name());
        config.setProperty(ClusterProperty.DISCOVERY_SPI_ENABLED.getName(), "true");
        // The founder is told nobody, and asks for so long whether somebody is there.
        config.setProperty(ClusterProperty.MAX_WAIT_SECONDS_BEFORE_JOIN.getName(), "1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getTcpIpConfig().setEnabled(false);
        join.getDiscoveryConfig().addDiscoveryStrategyConfig(
                new DiscoveryStrategyConfig(new MasterDiscoveryFactory(link, self), Map.of()));
    }

    /** One heartbeat; an exit code if the process is to end. */
    private Integer beat(Loneliness loneliness) throws IOException, InterruptedException {
        JoinRequest request = self.request(true);
        if (!request.warning().isEmpty() && lastWarning.isEmpty()) {
            LOGGER.warn("{}", request.warning());
        }
        lastWarning = request.warning();
        if (memory.mustEnd(request.residentMb())) {
            LOGGER.error("ending before YARN does: {}", memory.warning());
            return MemberExit.TOO_LARGE;
        }
        if (handingOver != null && !handingOver.isAlive()) {
            return MemberExit.TOLD;
        }
        if (handingOver == null && !member.getLifecycleService().isRunning()) {
            LOGGER.error("the member has left the grid by itself");
            return MemberExit.FAILED;
        }
        String cutOff = Quorum.of(member).whyCutOff();
        if (handingOver == null && !cutOff.isEmpty()) {
            // The grid goes on without it. Another one takes its slot with empty hands.
            LOGGER.error("cut off from the grid: {}", cutOff);
            return MemberExit.CUT_OFF;
        }
        try {
            JoinAnswer answer = link.say(request);
            loneliness.heard(millis());
            return obey(answer.order());
        } catch (ApplicationOverException e) {
            LOGGER.error("{}", e.getMessage());
            return MemberExit.ALONE;
        } catch (IOException e) {
            LOGGER.warn("the application master does not answer: {}", e.getMessage());
        }
        if (loneliness.isTooLong(millis(), hasGrid())) {
            LOGGER.error("neither the application master nor a grid is there any more: ending");
            return MemberExit.ALONE;
        }
        return null;
    }

    private boolean hasGrid() {
        return member.getLifecycleService().isRunning() && member.getCluster().getMembers().size() > 1;
    }

    private Integer obey(JoinAnswer.Order order) {
        return switch (order) {
            case STAY, WAIT -> null;
            case LEAVE -> {
                if (handingOver == null) {
                    LOGGER.info("handing over what this member holds");
                    handingOver = new Thread(() -> GridMember.leave(member), "handing-over");
                    handingOver.start();
                }
                yield null;
            }
            case END -> MemberExit.TOLD;
            case GONE -> {
                LOGGER.error("the slot belongs to another container: ending");
                yield MemberExit.REPLACED;
            }
        };
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }
}
