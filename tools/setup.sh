#!/bin/sh
# Makes .venv from the lock, byte-compiled, and Pango with HarfBuzz-Subset where the system lacks them. Repeating it is quick.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }
# Whether packages of the operating system may be installed without asking anyone.
may_install() { have apt-get && [ "$(id -u)" = 0 ]; }
install() { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null; }

stamp=.venv/.painmap-setup
wanted=$(cat uv.lock pyproject.toml tools/setup.sh | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

python=
for candidate in "${PYTHON:-}" python3.11 python3 python; do
    if [ -n "$candidate" ] && have "$candidate" &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    say "Нужен Python 3.11. Установите его (Debian 12: apt-get install python3.11 python3.11-venv) и повторите команду."
    exit 1
fi

if have uv; then
    uv=uv
else
    # A small environment of its own: Debian's Python refuses packages outside of one (PEP 668).
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        may_install && install python3-venv || { say "Установите python3-venv: sudo apt-get install python3-venv"; exit 1; }
    fi
    [ -x .tools/bin/uv ] || { "$python" -m venv .tools && .tools/bin/python -m pip install -q --disable-pip-version-check uv==0.13.9; }
    uv=.tools/bin/uv
fi

UV_PYTHON_DOWNLOADS=never UV_PYTHON_PREFERENCE=only-system "$uv" sync --frozen --compile-bytecode --quiet \
    --python "$("$python" -c 'import sys; print(sys.executable)')"

# Without HarfBuzz-Subset WeasyPrint embeds fonts that bear the time of the run: no two PDFs are alike.
pango='from weasyprint.text.ffi import harfbuzz_subset as found; raise SystemExit(found is None)'
if ! .venv/bin/python -c "$pango" >/dev/null 2>&1; then
    if may_install; then
        install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    fi
    .venv/bin/python -c "$pango" >/dev/null 2>&1 || {
        say "Не хватает Pango или HarfBuzz-Subset для PDF. Установите: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        exit 1
    }
fi
printf '%s' "$wanted" >"$stamp"
