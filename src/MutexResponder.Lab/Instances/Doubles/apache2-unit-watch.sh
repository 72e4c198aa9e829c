#!/bin/sh
# systemd's eye on the main process of apache2.service with kill-mode control-group. $1: the parent's pid.
# It lives as long as that Apache or the instance.
# shellcheck source=apache2-unit.sh
. /usr/local/lib/mutex-lab/apache2-unit.sh
while [ -e "/proc/$1" ]; do
  sleep 0.1
done
look
# A stop says so before the parent ends, and a start names the new one before the unit is active: read in this order, "active" and
# the old one mean that nobody asked for it. One that was started by hand meanwhile is left alone.
{ read -r main <"$unit_main"; } 2>/dev/null || :
if [ "$job_state" = active ] && [ "$main" = "$1" ] && [ -z "$parent" ]; then
  set_state failed
  kill_rest
fi
