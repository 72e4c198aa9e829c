# The last session of a user opens and closes through PAM, as a unit so that logind sees no session around it; the rest is logind's:
# it stops the user's manager UserStopDelaySec later (10 s by default) and removes what the user owns (logind.conf(5) RemoveIPC).
# In: LOGOUT_USER. Out: one line "sem ID" for each semaphore array that is gone then, or "kept logind".
set -eu
uid=$(id -u "$LOGOUT_USER")
arrays() { awk -v uid="$uid" 'NR > 1 && $5 == uid { print $2 }' /proc/sysvipc/sem; }

before=$(arrays)
# 143: on a busy machine su itself may still be there when logind ends what is left of the user.
systemd-run --quiet --wait --collect su -l "$LOGOUT_USER" -c 'exit 0' || [ "$?" -eq 143 ]
turns=0
while [ -e "/run/systemd/users/$uid" ] && [ "$turns" -lt 250 ]; do
  sleep 0.1
  turns=$((turns + 1))
done
# logind forgets the user first and removes the objects in the same breath.
sleep 0.1
after=" $(arrays | tr '\n' ' ') "
removed=''
for id in $before; do
  case $after in *" $id "*) ;; *) removed=yes; echo "sem $id" ;; esac
done
[ -n "$removed" ] || echo 'kept logind'
