# Pid 1 of the data centre: gives it a disk in memory that only this mount namespace sees, then waits.
# The lab holds the other end of stdin; when it goes away in whatever manner, this shell ends,
# and the kernel ends every process and mount in here with it.
# In: LAB_DISK_BYTES, and for machines with systemd LAB_CGROUP, the name of a control group of their own: control groups are the
# one thing that no namespace takes along at its end.
set -eu
mount -t tmpfs -o "mode=0700,size=$LAB_DISK_BYTES" mutex-lab /mnt
mkdir /mnt/scripts /mnt/doubles /mnt/dev /mnt/machine /mnt/cgroup

enter_cgroup() { # DIRECTORY
  mkdir -p "$1/data-centre"
  echo 0 >"$1/data-centre/cgroup.procs"
}

remove_cgroup() { # DIRECTORY: only empty control groups can be removed, and one with a process in it is not tried
  grep -qsx 'populated 0' "$1/cgroup.events" && find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}

if [ -n "${LAB_CGROUP:-}" ]; then
  mount -t cgroup2 cgroup2 /mnt/cgroup
  outside=/mnt/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
  # What a lab left whose every process was killed at once.
  for stale in "$outside"/mutex-lab-*; do remove_cgroup "$stale" || :; done
  mkdir /mnt/cgroups
  turns=0
  # Another lab may sweep it away in between.
  until enter_cgroup "$outside/$LAB_CGROUP" 2>/dev/null || [ "$turns" -ge 10 ]; do turns=$((turns + 1)); done
  mount --bind "$outside/$LAB_CGROUP" /mnt/cgroups
fi
echo ready
while read -r _; do :; done

if [ -n "${LAB_CGROUP:-}" ]; then
  kill -KILL -1 2>/dev/null || :
  umount -l /mnt/cgroups
  echo 0 >"$outside/cgroup.procs"
  turns=0
  until remove_cgroup "$outside/$LAB_CGROUP" || [ ! -d "$outside/$LAB_CGROUP" ] || [ "$turns" -ge 100 ]; do
    sleep 0.05
    turns=$((turns + 1))
  done
fi
