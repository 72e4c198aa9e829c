# Does once, and undoes by ending, what each instance needs. Exit status 0: this machine permits it; else stderr says what it refused.
set -u
step() { # SENTENCE COMMAND...
  sentence=$1
  shift
  if ! error=$("$@" 2>&1); then
    echo "$sentence ($error)" >&2
    exit 1
  fi
}
step 'A tmpfs cannot be mounted.' mount -t tmpfs -o mode=0700 mutex-lab /mnt
mkdir /mnt/upper /mnt/work /mnt/root
step 'An overlay over / cannot be mounted.' mount -t overlay mutex-lab -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
step 'A process file system cannot be mounted in a new pid namespace.' mount -t proc proc /mnt/root/proc
step 'The device nodes cannot be copied.' cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /mnt/
step 'The loopback interface of a new network namespace cannot be brought up.' ip link set lo up
cd /mnt/root || exit 1
step 'The root cannot be changed with pivot_root.' pivot_root . mnt
