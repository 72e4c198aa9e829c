#!/bin/sh
# Installs the packages named as arguments on this machine and starts none of their services.
# Run it under a lock (two labs may want it at once), as root. Exit status: apt-get's.
set -u
policy=/usr/sbin/policy-rc.d
saved=/usr/sbin/policy-rc.d.before-mutex-lab
archives=''

put_back() {
  if [ -e "$saved" ] || [ -L "$saved" ]; then
    mv -f "$saved" "$policy"
  elif grep -qs 'written by mutex-lab' "$policy"; then
    rm -f "$policy"
  fi
  [ -z "$archives" ] || rm -rf "$archives"
}
trap put_back EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# An earlier run may have been killed between the two moves.
put_back

# A policy that already forbids the start is left alone.
verdict=0
if [ -x "$policy" ]; then
  "$policy" apache2 start >/dev/null 2>&1 || verdict=$?
fi
if [ "$verdict" -ne 101 ]; then
  if [ -e "$policy" ] || [ -L "$policy" ]; then
    mv "$policy" "$saved" || exit 1
  fi
  printf '#!/bin/sh\n# written by mutex-lab for the time of one installation\nexit 101\n' >"$policy" || exit 1
  chmod 755 "$policy" || exit 1
fi

# Another apt-get that ends meanwhile cleans the shared archive directory; ours is private.
archives=$(mktemp -d) || exit 1
mkdir -p "$archives/partial"
# apt downloads as a user of its own, where there is one.
chmod 755 "$archives"
chown _apt "$archives/partial" 2>/dev/null || :

had_apache=no
[ -x /usr/sbin/apache2 ] && had_apache=yes

export DEBIAN_FRONTEND=noninteractive LC_ALL=C
apt() {
  apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dir::Cache::archives="$archives" \
    -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

# Without lists nothing can be found, with old ones the version may be gone.
listed=yes
for package in "$@"; do
  apt-cache show "$package" >/dev/null 2>&1 || listed=no
done
if [ "$listed" = no ]; then
  echo 'Fetching package lists.'
  apt update || exit $?
fi
if ! apt install --no-install-recommends "$@"; then
  echo 'Trying once more with fresh package lists.'
  apt update && apt install --no-install-recommends "$@" || exit $?
fi

# The package enables its units; what nobody asked to run must not run after the next boot of this machine.
if [ "$had_apache" = no ] && [ -x /usr/sbin/apache2 ] && command -v systemctl >/dev/null 2>&1; then
  systemctl disable apache2.service apache-htcacheclean.service >/dev/null 2>&1 || :
fi
exit 0
