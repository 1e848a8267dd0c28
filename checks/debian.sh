#!/usr/bin/env bash
# Installs Debian packages that a check needs, as root or with sudo.
set -euo pipefail
as_root=
[[ $(id -u) == 0 ]] || as_root=sudo
{
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq -y --no-install-recommends "$@"
} > /dev/null
