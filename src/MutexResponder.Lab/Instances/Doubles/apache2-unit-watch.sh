#!/bin/sh
# systemd's eye on the main process of apache2.service with kill-mode control-group. $1: the parent's pid.
# It lives as long as that Apache or the instance.
# shellcheck source=apache2-unit.sh
. /usr/local/lib/mutex-lab/apache2-unit.sh
while [ -e "/proc/$1" ]; do
  sleep 0.1
done
look
# A stop writes "inactive" before the parent ends, and a start waits for this word: "active" with this one means that nobody asked for
# its end. A parent that was started by hand meanwhile is left alone.
if [ "$job_state $main" = "active $1" ] && [ -z "$parent" ]; then
  kill_rest
  look
  [ "$job_state $main" != "active $1" ] || set_state failed
fi
