#!/usr/bin/env bash
# What may happen to an application on YARN, a case each, on a real one on loopback (../shared/tools/pseudo-hadoop): stop, kill,
# Ctrl-C, time-out and going on after each, members that come and go, a ResourceManager and a NodeManager that are killed, members
# that fail or grow too large, two applications at once, nodes without room on their disks. 20 to 40 minutes.
#   yarn-launcher/src/it/long-rows.sh [TEST METHOD]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
exec mvn -B -ntp -q -pl yarn-launcher -am -Dcyclonedx.skip=true -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test="YarnLongIT${1:+#$1}" -Dfailsafe.failIfNoSpecifiedTests=false -Dbeliefgrid.yarn.long=true verify
