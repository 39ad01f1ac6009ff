# The front door. `make run` serves a demo workspace, `make check` runs every test; both install what is missing.
SHELL := /bin/bash
.NOTPARALLEL:
.PHONY: all build run check bench shots fuzz san tidy clean

all: build

build:
	@scripts/setup build
	@scripts/ui
	@scripts/build build --buildtype=release lazo

run: build
	@scripts/run

check:
	@scripts/setup check
	@. .tools/env.sh && tests/run $(if $(ONLY),--only $(ONLY))

bench: build
	@scripts/setup check
	@tests/bench/run

# Pictures of every screen in shots/, each judged; WORD=inbox-390 takes only those.
shots: build
	@scripts/setup check
	@. .tools/env.sh && tests/with_demo node tests/browser/shots.mjs $(WORD)

# FUZZ_SECONDS, default 60, is the time for each target.
fuzz:
	@scripts/setup check
	@scripts/fuzz

san:
	@scripts/setup check
	@. .tools/env.sh && scripts/san

tidy:
	@scripts/setup check
	@scripts/tidy

clean:
	rm -rf build build-bench build-clang build-fuzz build-san ui/dist .tools/ui-built
