#!/usr/bin/python3
"""Writes a C file that embeds the built user interface: embed_files.py DIST OUT.c URL_PREFIX

Each file of DIST becomes a StaticFile (http/server.h) below URL_PREFIX, those of DIST/public below the root, with the .gz and .br made beside it where they exist. The output
changes only when a file does, so nothing is compiled in vain."""
import hashlib
import os
import sys

TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
         '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
         '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.woff2': 'font/woff2',
         '.txt': 'text/plain; charset=utf-8', '.map': 'application/json'}


def files_of(dist):
    for folder, _, names in sorted(os.walk(dist)):
        for name in sorted(names):
            if os.path.splitext(name)[1] in TYPES:
                yield os.path.join(folder, name)


def embedded(symbol, path):
    quoted = os.path.abspath(path).replace('\\', '\\\\').replace('"', '\\"')
    digest = hashlib.sha256(open(path, 'rb').read()).hexdigest()[:16]
    return (f'/* {digest} */\n__asm__(".section .rodata\\n.balign 16\\n{symbol}:\\n'
            f'.incbin \\"{quoted}\\"\\n.previous\\n");\nextern const unsigned char {symbol}[];\n')


def main():
    dist, out, prefix = sys.argv[1:4]
    parts, rows = ['#include "app/files.h"\n'], []
    for number, path in enumerate(files_of(dist) if os.path.isdir(dist) else []):
        relative = os.path.relpath(path, dist).replace(os.sep, '/')
        path_served = '/' + relative.removeprefix('public/') if relative.startswith('public/') else prefix + relative
        fields = [f'"{path_served}"', f'"{TYPES[os.path.splitext(path)[1]]}"']
        for kind, suffix in (('plain', ''), ('gzip', '.gz'), ('brotli', '.br')):
            if os.path.exists(path + suffix):
                symbol = f'embedded_{number}_{kind}'
                parts.append(embedded(symbol, path + suffix))
                fields += [symbol, str(os.path.getsize(path + suffix))]
            else:
                fields += ['NULL', '0']
        fields.append('true' if '/assets/' in '/' + relative else 'false')
        rows.append('    {' + ', '.join(fields) + '},\n')
    parts.append('const StaticFile embedded_files[] = {\n' + ''.join(rows) + '    {0},\n};\n')
    parts.append(f'const size_t embedded_file_count = {len(rows)};\n')
    text = ''.join(parts)
    if not os.path.exists(out) or open(out).read() != text:
        with open(out, 'w') as file:
            file.write(text)


main()
