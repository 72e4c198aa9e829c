# What systemd-logind does at the end of the last session of a user (logind.conf(5) RemoveIPC;
# src/login/logind-user.c user_finalize, src/shared/clean-ipc.c): removes the objects whose *owner* is the
# user, unless the user is a system user, RemoveIPC is off, or the user lingers.
# In: LOGOUT_USER, LOGOUT_SESSION (number). Out: one line "sem ID", "shm ID" or "msg ID" for each object removed,
# or "kept REASON".
set -eu
# shellcheck source=../Doubles/logind.sh
. /usr/local/lib/mutex-lab/logind.sh
uid=$(id -u "$LOGOUT_USER")

# A server that runs for days has a child that holds the accept mutex and others that wait for it; one that was started just now gets
# there within a moment. Where nobody will ever wait, as after a killed parent, the bound ends it.
settled() {
  for id in $(awk -v uid="$uid" 'NR > 1 && $5 == uid { print $2 }' /proc/sysvipc/sem); do
    ipcs -s -i "$id" | awk '$1 == "0" && NF == 5 { found = $2 == 0 && $3 > 0 } END { exit !found }' || return 1
  done
}
turns=0
until settled || [ "$turns" -ge 200 ]; do
  sleep 0.02
  turns=$((turns + 1))
done

log() { # IDENT MESSAGE, as rsyslog's traditional file format has it
  printf '%s %s %s: %s\n' "$(LC_ALL=C date '+%b %e %H:%M:%S')" "$(hostname)" "$1" "$2" >>/var/log/auth.log
}

log 'systemd-logind[77]' "New session $LOGOUT_SESSION of user $LOGOUT_USER."
log 'systemd-logind[77]' "Session $LOGOUT_SESSION logged out. Waiting for processes to exit."
log 'systemd-logind[77]' "Removed session $LOGOUT_SESSION."

if [ "$uid" -le 999 ]; then
  echo 'kept system-user'
  exit 0
fi
if [ -e "/var/lib/systemd/linger/$LOGOUT_USER" ]; then
  echo 'kept linger'
  exit 0
fi
if [ "$(remove_ipc)" = no ]; then
  echo 'kept RemoveIPC=no'
  exit 0
fi

# A segment that is still attached is spared; semaphores have no such protection, which is the whole incident.
awk -v uid="$uid" 'NR > 1 && $8 == uid && $7 == 0 { print $2 }' /proc/sysvipc/shm | while read -r id; do
  ipcrm -m "$id" && echo "shm $id"
done
awk -v uid="$uid" 'NR > 1 && $5 == uid { print $2 }' /proc/sysvipc/sem | while read -r id; do
  ipcrm -s "$id" && echo "sem $id"
done
awk -v uid="$uid" 'NR > 1 && $8 == uid { print $2 }' /proc/sysvipc/msg | while read -r id; do
  ipcrm -q "$id" && echo "msg $id"
done
