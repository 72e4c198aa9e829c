# The agent's hands on a machine with systemd: runs the scripts that the lab lays into the folder of this boot, one after another.
# A job is a directory N.job with the files script, environment (shell assignments) and limit (seconds). The agent adds stdout, stderr
# and, when the script has ended, status. A file cancel in it ends the script.
set -u
jobs=/var/lib/mutex-lab/jobs/$(cat /proc/sys/kernel/random/boot_id)

# From the order to stop to its end, amazon-ssm-agent 3.3.1142 took 7.0 s on a machine with systemd while a command of its own
# rebooted it (7.5 s when idle); most of an orderly reboot is this.
stop_seconds=7

stopping=''
trap 'stopping=yes' TERM
mkdir -p "$jobs"

run_job() { # DIRECTORY
  (
    trap - TERM
    cd / || exit 1
    set -a
    . "$1/environment"
    set +a
    timeout -s KILL "$(cat "$1/limit")" sh "$1/script" </dev/null >"$1/stdout" 2>"$1/stderr" &
    echo "$!" >"$1/pid"
    wait "$!"
    echo "$?" >"$1/status.new"
    mv "$1/status.new" "$1/status"
  ) &
  while [ ! -e "$1/status" ] && [ -z "$stopping" ]; do
    # timeout leads the process group of what it runs.
    if [ -e "$1/cancel" ] && [ -s "$1/pid" ]; then kill -KILL -- "-$(cat "$1/pid")" 2>/dev/null; fi
    sleep 0.05
  done
}

while [ -z "$stopping" ]; do
  for job in "$jobs"/*.job; do
    if [ -d "$job" ] && [ ! -e "$job/status" ] && [ -z "$stopping" ]; then run_job "$job"; fi
  done
  sleep 0.05
done
sleep "$stop_seconds"
