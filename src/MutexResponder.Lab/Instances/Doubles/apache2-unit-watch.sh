#!/bin/sh
# systemd's eye on the main process of apache2.service with kill-mode control-group. $1: the parent's pid.
# It lives as long as that Apache or the instance.
# shellcheck source=apache2-unit.sh
. /usr/local/lib/mutex-lab/apache2-unit.sh
while look; [ "$parent" = "$1" ]; do
  sleep 0.1
done
if [ "$job_state" = active ] && [ -z "$parent" ]; then
  set_state failed
  kill_rest
fi
