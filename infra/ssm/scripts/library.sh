#!/bin/sh
# What the changing steps share. In a document it stands once: the first step keeps it in root's folder, and each step reads it from there.
. "${0%/*}/parts/environment.sh"
. "${0%/*}/parts/bounded.sh"
. "${0%/*}/parts/layout.sh"
. "${0%/*}/parts/processes.sh"
. "${0%/*}/parts/config-hash.sh"
. "${0%/*}/parts/guards.sh"
. "${0%/*}/parts/loaded.sh"
. "${0%/*}/parts/kept-files.sh"
. "${0%/*}/parts/reboot-guards.sh"
. "${0%/*}/parts/reload-guards.sh"
