#!/bin/sh
# Makes the users and their folders, then serves. Says nothing of a user without a key: it just cannot come in.
set -eu
here=$(dirname "$0")
service=1000 # user and group of the service, which takes from `in` and puts into `out` and `pivots`

getent group ecluse >/dev/null || groupadd --non-unique --gid $service ecluse
mkdir -p /run/sshd /etc/ssh/authorized /etc/ssh/host-keys
[ -f /etc/ssh/host-keys/ed25519 ] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/host-keys/ed25519

grep -v '^#' "$here/users" | while read -r code volume; do
  home=/srv/sftp/$volume/$code
  mkdir -p "$home"
  # sshd shuts a user in a folder only if root alone may write in it
  chown root:root "/srv/sftp/$volume" "$home"
  chmod 755 "/srv/sftp/$volume" "$home"
  # the password * fits no password, and does not lock the account as an absent one does
  id "$code" >/dev/null 2>&1 ||
    useradd --badname --key UID_MIN=2000 --password '*' --no-create-home --home-dir "$home" --gid ecluse --shell /usr/sbin/nologin "$code"
  case $volume in
    depot) folders='in out' ;;
    *) folders='pivots' ;;
  esac
  for folder in $folders; do
    mkdir -p "$home/$folder"
    chown "$service:ecluse" "$home/$folder"
    chmod 2770 "$home/$folder"
  done
  if [ -f "/keys/$code.pub" ]; then
    install -m 644 "/keys/$code.pub" "/etc/ssh/authorized/$code"
  fi
done

exec /usr/sbin/sshd -D -e
