#!/usr/bin/env bash
# What may happen to an application on YARN, a case each, on a real one on loopback (../shared/tools/pseudo-hadoop); 20 to 40
# minutes:
#   YarnEndIT    stop, kill, Ctrl-C, time-out and going on after each; members that fail or grow too large
#   YarnLossIT   members that come and go, a ResourceManager and a NodeManager that are killed
#   YarnPlaceIT  all of MNIST, start-up, strict spread, two applications at once, permissions, nodes without room on their disks
#   yarn-launcher/src/it/long-rows.sh [CLASS | CLASS#METHOD]
# On a machine with much else to do, EPOCHS=200 (default 1000) shortens the trainings that something happens to, and STARTUP=90
# (default 45) allows so many seconds from the command to the first epoch.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
exec mvn -B -ntp -q -pl yarn-launcher -am -Dcyclonedx.skip=true -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test="${1:-YarnEndIT,YarnLossIT,YarnPlaceIT}" -Dfailsafe.failIfNoSpecifiedTests=false -Dbeliefgrid.yarn.long=true \
    -Dbeliefgrid.yarn.epochs="${EPOCHS:-1000}" -Dbeliefgrid.yarn.startup="${STARTUP:-45}" verify
