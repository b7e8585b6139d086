package org.beliefgrid.yarn.master;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.beliefgrid.live.PageSource;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.StopRequest;

/** Answers at once, and writes down who asked for an end. */
final class FakeDesk implements MasterHttp.Desk {
    static final JoinAnswer MEMBERS = new JoinAnswer(JoinAnswer.Order.STAY, List.of("h:1"));

    /** Content of the live page; null for none. */
    volatile PageSource live;
    volatile Supplier<String> statusPage = () -> "the status";
    final List<String> stops = new ArrayList<>();

    @Override
    public Object status() {
        return MEMBERS;
    }

    @Override
    public Object members() {
        return MEMBERS;
    }

    @Override
    public Object heard(JoinRequest request, boolean inGrid) {
        return MEMBERS;
    }

    @Override
    public Object scale(int members) {
        return MEMBERS;
    }

    @Override
    public synchronized Object stop(StopRequest request) {
        stops.add(request.reason());
        return MEMBERS;
    }

    @Override
    public String statusPage() {
        return statusPage.get();
    }

    @Override
    public List<MetricsTargets.Group> targets() {
        return List.of(new MetricsTargets.Group(List.of("h:9"), new MetricsTargets.Labels("0")));
    }

    @Override
    public Optional<PageSource> live() {
        return Optional.ofNullable(live);
    }
}
