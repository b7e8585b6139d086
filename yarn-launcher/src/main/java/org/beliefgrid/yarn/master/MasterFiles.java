package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.FolderAnswers;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterState;
import org.beliefgrid.yarn.spec.Staging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The staging folder as the master uses it. Every file is replaced as a whole. */
final class MasterFiles {
    private static final Logger LOGGER = LoggerFactory.getLogger(MasterFiles.class);

    private final Location staging;

    MasterFiles(Location staging) {
        this.staging = staging;
    }

    ApplicationSpec application() throws IOException {
        return Json.read(staging.child(Staging.APPLICATION), ApplicationSpec.class);
    }

    /** What an earlier attempt left. */
    Optional<MasterState> state() throws IOException {
        Location file = staging.child(Staging.STATE);
        return file.exists() ? Optional.of(Json.read(file, MasterState.class)) : Optional.empty();
    }

    void write(MasterAddress address) throws IOException {
        write(staging.child(Staging.MASTER), address);
    }

    void write(MasterState state) throws IOException {
        write(staging.child(Staging.STATE), state);
    }

    /** What members that cannot reach the master have left; nothing if all can. */
    List<JoinRequest> requests() throws IOException {
        Location folder = staging.child(Staging.RENDEZVOUS);
        List<JoinRequest> requests = new ArrayList<>();
        for (Location file : folder.exists() ? folder.list() : List.<Location>of()) {
            if (file.name().endsWith(".json") && !file.name().equals(Staging.ANSWERS)) {
                try {
                    requests.add(Json.read(file, JoinRequest.class));
                } catch (IOException e) {
                    LOGGER.warn("{} is passed over: {}", file, e.getMessage());
                }
            }
        }
        return requests;
    }

    /** Removes a request that has been answered; the member's next one may be gone with it, and comes again. */
    void remove(JoinRequest request) throws IOException {
        staging.child(Staging.RENDEZVOUS).child(request.container() + ".json").delete();
    }

    void write(FolderAnswers answers) throws IOException {
        write(staging.child(Staging.RENDEZVOUS).child(Staging.ANSWERS), answers);
    }

    /** Removes everything: nobody comes after this attempt. */
    void delete() throws IOException {
        staging.delete();
    }

    private static void write(Location file, Object value) throws IOException {
        byte[] json = Json.write(value);
        file.writeAtomically(out -> out.write(json));
    }
}
