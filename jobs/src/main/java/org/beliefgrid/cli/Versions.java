package org.beliefgrid.cli;

import org.beliefgrid.jobs.BuildVersions;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {BuildVersions.all()};
    }
}
