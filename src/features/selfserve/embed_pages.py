#!/usr/bin/python3
"""Writes a C file with the public pages' templates: embed_pages.py OUT.c NAME.mustache …

Each becomes `const char page_NAME[]`."""
import os
import sys


def literal(text):
    lines = []
    for line in text.splitlines(keepends=True):
        escaped = ''.join(f'\\{ord(c):03o}' if c in '\\"?\n\t' or ord(c) > 126 else c for c in line)
        lines.append(f'    "{escaped}"')
    return '\n'.join(lines)


def main():
    parts = ['#include "selfserve/public_page.h"\n']
    for path in sys.argv[2:]:
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding='ascii') as file:
            parts.append(f'const char page_{name}[] =\n{literal(file.read())};\n')
    with open(sys.argv[1], 'w', encoding='ascii') as file:
        file.write('\n'.join(parts))


main()
