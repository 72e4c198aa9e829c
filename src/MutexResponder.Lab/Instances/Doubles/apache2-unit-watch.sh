#!/bin/sh
# systemd's eye on the main process of apache2.service with kill-mode control-group. $1: the parent's pid.
# It lives as long as that Apache or the instance.
# shellcheck source=apache2-unit.sh
. /usr/local/lib/mutex-lab/apache2-unit.sh
while is_apache "$1"; do
  sleep 0.1
done
look
# A stop writes "inactive" before the parent ends, and a start waits for this word: "active" with this one means that nobody asked for
# its end. A parent that was started by hand meanwhile is none of the unit's.
if [ "$job_state $main" = "active $1" ]; then
  [ -n "$parent" ] || kill_rest KILL
  read_job
  [ "$job_state $main" != "active $1" ] || set_state failed
fi
