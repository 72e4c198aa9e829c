# Pid 1 of one boot of one instance. $1 is its directory on the data centre's disk.
# In: LAB_HOSTNAME; stdin is the power cable: a line "reboot" or "poweroff" is the
# button, end of file is the cable pulled. Out: "ready" once services were started.
# Exit status: 10 asks to be booted again, 11 asks to stay down.
set -eu
disk=$1
state=/run/mutex-lab
root=$disk/root
exec 3<&0 </dev/null

mkdir -p "$disk/upper" "$disk/work" "$root"
mount -t overlay mutex-lab -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$root/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
# One program for all of them, here and below: every instance of every test passes through here.
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /mnt/dev/* "$root/dev/"
mkdir "$root/dev/shm" "$root/run/lock" "$root/run/user" "$root/run/systemd" "$root/run/systemd/system" "$root$state"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
chmod 1777 "$root/run/lock"

# "echo b > /proc/sysrq-trigger" is a known last resort for a reboot, and it would reboot the real machine.
if [ -e "$root/proc/sysrq-trigger" ]; then
  mount --bind "$root/dev/null" "$root/proc/sysrq-trigger"
fi

# The kernel has one boot id for all namespaces; a reboot must be seen by its change.
cat /proc/sys/kernel/random/uuid >"$root$state/boot_id"
mount --bind "$root$state/boot_id" "$root/proc/sys/kernel/random/boot_id"
mount -o remount,bind,ro "$root/proc/sys/kernel/random/boot_id"

doubles=/usr/local/lib/mutex-lab
if [ ! -d "$root$doubles" ]; then
  mkdir -p "$root$doubles"
  cp -a /mnt/doubles/. "$root$doubles/"
  chmod 755 "$root$doubles"/*
  tools=''
  for tool in "$root$doubles"/*; do
    case $tool in *.sh) ;; *) tools="$tools $doubles/${tool##*/}" ;; esac
  done
  # A tool may be there under /bin and /usr/bin; where one is a link to the other it is done once.
  for directory in /usr/bin /usr/sbin /bin /sbin; do
    # shellcheck disable=SC2086 # names without blanks
    [ -L "$root$directory" ] || ln -sf $tools "$root$directory/"
  done
fi

hostname "$LAB_HOSTNAME"
ip link set lo up

cd "$root"
mkdir -p mnt
pivot_root . mnt
cd /
umount -l /mnt

{ if IFS= read -r word; then printf '%s\n' "$word" >"$state/power"; fi; } <&3 &
control=$!
exec 3<&-
echo "$control" >"$state/control.pid"

unset LAB_HOSTNAME LAB_TREE
[ ! -e /etc/mutex-lab/enabled/syslogd ] || syslogd
if [ -e /etc/mutex-lab/enabled/apache2.service ]; then
  systemctl start apache2.service >>/var/log/console.log 2>&1 || :
fi
echo ready

# Waiting for one child reaps every orphan that is handed to pid 1 meanwhile.
wait "$control" || :

case $(cat "$state/power" 2>/dev/null || :) in
  reboot) status=10 ;;
  poweroff) status=11 ;;
  *) exit 0 ;;
esac
kill -TERM -1 2>/dev/null || :
turns=0
while [ "$turns" -lt 40 ]; do
  set -- /proc/[0-9]*
  [ "$#" -gt 1 ] || break
  sleep 0.05
  turns=$((turns + 1))
done
exit "$status"
