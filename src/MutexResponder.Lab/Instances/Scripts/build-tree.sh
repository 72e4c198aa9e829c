# Makes the operating system of the lab's machines: $1 is the release, $2 the directory that becomes it, in one move. An older one of
# the release goes, whatever it is called. $3 is keep where a finished one will do. Run it under a lock.
# From the package source that apt on this machine already has for its own release; other releases are asked for there too.
set -eu
release=$1
tree=$2
if [ "$3" = keep ] && [ -d "$tree" ]; then exit 0; fi
# shellcheck disable=SC2016 # apt expands these
source=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
  awk '$2 == codename && $3 == "main" { print $1; exit }' codename="$(. /etc/os-release && echo "$VERSION_CODENAME")")
[ -n "$source" ] || { echo 'apt has no package source for the release of this machine' >&2; exit 1; }

remove() { rm -rf --one-file-system "$@"; } # whatever is mounted below is not ours
remove "$tree.new"
mkdir "$tree.new"
trap 'remove "$tree.new"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# In a mount namespace of its own: it mounts the machine's /dev and /proc, and a killed one leaves them mounted.
# Unsafe I/O only against a power cut in these seconds, which leaves no tree.
# shellcheck disable=SC2016 # the shell that mmdebstrap starts expands $1
timeout --kill-after=10 900 unshare --mount -- mmdebstrap --quiet --mode=root --variant=apt --dpkgopt=force-unsafe-io \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include=systemd,systemd-sysv,dbus,libpam-systemd,apache2,procps,iproute2,util-linux,curl,login,passwd,mawk,gawk,busybox-static \
  --customize-hook='chroot "$1" systemctl disable apache2.service apache-htcacheclean.service apt-daily.timer apt-daily-upgrade.timer 2>/dev/null || :' \
  "$release" "$tree.new" "$source" >&2
for old in "${tree%/*}/$release"-*; do [ "$old" = "$tree.new" ] || remove "$old"; done
mv "$tree.new" "$tree"
