# Anteroom's chores. `make help` lists them; README.md explains the first two.
# Long chores live in .ci/; this file stays a list of one-liners.
SHELL := bash
TARGET := $(or $(CARGO_TARGET_DIR),target)
export PATH := $(CURDIR)/end2end/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)
export CARGO_TARGET_DIR := $(TARGET)
# Views are deep types: a development build draws long forms in more than the 2 MiB of a test thread.
export RUST_MIN_STACK := 16777216

RELEASE := $(abspath $(TARGET))/release
OURS := -p model -p store -p microsoft -p trust -p queue -p culture -p server -p microsoft365

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

start: ## build, then run Anteroom beside a simulated Microsoft 365 (Ctrl-C stops both)
	@.ci/install leptos
	@$(MAKE) --no-print-directory site server simulation
	@node .ci/start.mjs $(RELEASE)

test: ## everything that must hold: format, lints, tests on both databases, sizes, counterparts, all journeys in Chromium
	@.ci/stages tools format lint unit build size counterparts browser

build: site server ## the release: the anteroom binary and its site folder

watch: ## development loop with reload, beside a simulated Microsoft 365
	@.ci/install leptos
	@$(MAKE) --no-print-directory simulation
	@node .ci/watch.mjs $(RELEASE)

# The stages of `make test`, each usable alone.
tools: ## install what is missing
	@.ci/install leptos node chromium postgres
format:
	@cargo fmt --all --check
lint:
	@cargo clippy --locked $(OURS) --all-targets -- -D warnings
	@cargo clippy --locked -p app --features ssr --all-targets -- -D warnings
	@cargo clippy --locked -p client --target wasm32-unknown-unknown -- -D warnings
	@node .ci/lint-css.mjs style
	@end2end/node_modules/.bin/tsc -p end2end
unit: ## unit, property and integration tests on SQLite and a throw-away PostgreSQL
	@.ci/with-postgres cargo test --locked --quiet $(OURS)
	@cargo test --locked --quiet -p app --features ssr
site:
	@.ci/install leptos
	@.ci/front
server:
	@cargo build --locked --release -p server --bin anteroom
simulation:
	@cargo build --locked --release -p microsoft365 --bin microsoft365
size: site server simulation ## sizes that visitors pay for, against their budgets
	@node .ci/size.mjs target/site $(RELEASE)
counterparts: server simulation ## Microsoft's own clients and a certified OpenID provider against our own parts
	@.ci/install node
	@MICROSOFT365_BIN=$(RELEASE)/microsoft365 ANTEROOM_BIN=$(RELEASE)/anteroom npm --prefix end2end run --silent counterparts
browser: site server simulation ## the journeys in Chromium, with and without JavaScript
	@.ci/install node chromium
	@MICROSOFT365_BIN=$(RELEASE)/microsoft365 ANTEROOM_BIN=$(RELEASE)/anteroom npm --prefix end2end run --silent browser
journey: site server simulation ## the main journey in Chromium, with and without JavaScript
	@.ci/install node chromium
	@cd end2end && MICROSOFT365_BIN=$(RELEASE)/microsoft365 ANTEROOM_BIN=$(RELEASE)/anteroom npx --no-install playwright test journey.spec.ts
deny: ## licences, advisories, sources
	@.ci/install deny
	@cargo deny --locked check bans licenses sources
	@cargo deny --locked check advisories || { echo "If the list of advisories could not be fetched, run this where github.com answers." >&2; exit 1; }

bench-feed: ## arrival to board: 1,000 boards, 5,000 visitors, 50 arrivals a second, beside a bare broadcast
	@ulimit -n 20000 && cargo bench --locked --quiet -p server --bench feed
bench-reader: ## pages of calendars to facts, beside serde_json passing over the same bytes
	@cargo bench --locked --quiet -p microsoft --bench reader

bench-pages: ## a board of 200 cards through the real router, beside a bare handler with the same bytes
	@cargo bench --locked --quiet -p server --bench pages
bench-culture: ## metric engine: 10,000 people, 52 weeks, 11 meetings each, both attendance policies, beside painting minutes
	@cargo bench --locked --quiet -p culture --bench culture
bench-dashboard: ## pages of meeting culture: 10,000 people, 52 weeks, on both databases
	@.ci/with-postgres cargo bench --locked --quiet -p server --bench dashboard

.PHONY: help start test build watch tools format lint unit site server simulation size counterparts browser journey deny bench-feed bench-pages bench-reader bench-culture bench-dashboard
