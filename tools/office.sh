#!/bin/sh
# LibreOffice for the tests that open our workbooks and documents in it; without it they are skipped and say so.
set -eu
if command -v soffice >/dev/null 2>&1; then
    exit 0
fi
packages='libreoffice-calc-nogui libreoffice-writer-nogui'
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
else
    printf '%s\n' "Нет LibreOffice: его проверки будут пропущены. Установите: sudo apt-get install $packages" >&2
fi
