# One boot of one machine with systemd: $1 is its directory on the data centre's disk.
# In: LAB_TREE, the operating system that it starts from; LAB_HOSTNAME; stdin is the power cable: a line "reboot" or "poweroff" is the
# button, end of file is the cable pulled. Out: the machine's console; its last unit writes "ready" there.
# Exit status, as init.sh's: 10 asks to be booted again, 11 asks to stay down, anything else is a lost machine.
set -eu
disk=$1
root=$disk/root
exec 3<&0 </dev/null

mkdir -p "$disk/upper" "$disk/work" "$root"
mount -t overlay mutex-lab -o "lowerdir=$LAB_TREE,upperdir=$disk/upper,workdir=$disk/work" "$root"
lab=$root/usr/local/lib/mutex-lab
if [ ! -d "$lab" ]; then
  mkdir -p "$lab"
  cp /mnt/machine/*.sh "$lab/"
  units=$root/etc/systemd/system
  mkdir -p "$units/multi-user.target.wants"
  for unit in /mnt/machine/*.service; do
    cp "$unit" "$units/"
    ln -s "../${unit##*/}" "$units/multi-user.target.wants/"
  done
  ln -s /dev/null "$units/console-getty.service" # the console is the lab's
fi

# nspawn wants a /proc of its own pid namespace, keeps books in /run, and gives the machine what it finds at /sys/fs/cgroup.
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
cgroup=/mnt/cgroups/${disk##*/}
mkdir -p "$cgroup"
echo 0 >"$cgroup/cgroup.procs"
mount -t cgroup2 cgroup2 /sys/fs/cgroup

# --keep-unit beside --register=no: without a service manager on the host it would otherwise ask one for a scope.
# It makes a reboot of the machine nspawn's own end, with status 133.
systemd-nspawn --quiet --register=no --keep-unit --boot --directory="$root" --hostname="$LAB_HOSTNAME" \
  --private-network --private-users=no --link-journal=no --resolv-conf=off --timezone=off --console=read-only \
  -- systemd.show_status=no systemd.log_color=no 3<&- &
nspawn=$!

# signal_init NUMBER: to the machine's pid 1, which is nspawn's child (systemd(1), Signals).
signal_init() {
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=${line%% *} line=${line##*) }
    line=${line#* }
    [ "${line%% *}" != "$nspawn" ] || kill "-$1" "$pid"
  done
}

{
  while IFS= read -r word; do
    case $word in
      reboot) signal_init 39 ;;   # SIGRTMIN+5
      poweroff) signal_init 38 ;; # SIGRTMIN+4
    esac
  done
  # The machine outlives nspawn, whose own child is gone once the machine runs.
  signal_init 9
  kill -KILL "$nspawn" 2>/dev/null
} <&3 3<&- &
button=$!
exec 3<&-

status=0
wait "$nspawn" || status=$?
kill -KILL "$button" 2>/dev/null || :
case $status in
  0) status=11 ;;
  133) status=10 ;;
  *) status=1 ;;
esac
exit "$status"
