# GiaoBan. `make help` lists what a contributor does here.
SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN      := bin/giaoban
TOOLS    := $(CURDIR)/.bin
LINT     := $(TOOLS)/golangci-lint
LINT_VERSION := v2.15.0
APP      := web/app
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
GO_FILES := $(shell git ls-files -co --exclude-standard '*.go' go.mod go.sum 2>/dev/null)
APP_FILES := $(shell git ls-files -co --exclude-standard $(APP)/src $(APP)/public $(APP)/index.html $(APP)/vite.config.ts $(APP)/package-lock.json 2>/dev/null)
HTTP     ?= 127.0.0.1:7880
FUZZTIME ?= 30s
# SQLite's C in Go's words: it has no goroutines to watch, and is ten times slower when watched.
UNRACED  := modernc.org/sqlite/lib=-race=false
TIMEFORMAT := %R s (%U s of processors in user space, %S s in the kernel)
export TIMEFORMAT

.PHONY: help run build test lint lint-go lint-app test-go test-app fmt e2e bench fuzz conformance gen setup setup-test clean
help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup $(BIN) ## build everything and hold a demo conference on http://127.0.0.1:7880
	./$(BIN) serve --demo --data ./data --http $(HTTP)

build: $(BIN) ## build the web app and bin/giaoban

# Two parts at a time, as half of them keep one processor busy; what each says comes when it has ended. Browsers are last,
# with nothing beside them. Every part that fails is told, not the first alone.
test: setup-test ## everything CI runs: lint, unit tests with -race, client conformance, real browsers
	@$(MAKE) -j2 --output-sync=target $(BIN) $(LINT)
	@$(MAKE) -j2 -k --output-sync=target lint-app lint-go test-go test-app conformance && built=$$? || built=$$?; \
		$(MAKE) e2e && exit $$built

lint: lint-go lint-app ## golangci-lint for Go; eslint, prettier and tsc for the app

lint-go: $(LINT)
	time $(LINT) run ./...

lint-app: $(APP)/node_modules/.installed
	cd $(APP) && time npm run lint

# Without go vet, all of which is in lint-go; without what only a debugger reads, a quarter of the linking.
test-go:
	time go run ./internal/store/storetest/withpostgres \
		go test -race -vet=off -gcflags='$(UNRACED)' -ldflags='-s -w' -timeout 20m ./...

test-app: $(APP)/node_modules/.installed
	cd $(APP) && time npm test

fmt: $(LINT) $(APP)/node_modules/.installed ## format Go and the app
	$(LINT) fmt ./...
	cd $(APP) && npm run format

conformance: ## the unmodified LiveKit Go SDK's integration tests against our server (port 7880 must be free)
	cd signaling/conformance && time go test -count=1 ./...

e2e: setup-test $(BIN) ## real Chromium and Firefox against the real server; E2E=name runs one file
	cd $(APP) && time npm run e2e -- $(E2E)

bench: $(BIN) ## a small load matrix against the calibration loop, as a table
	./$(BIN) bench --start-server ./$(BIN) --scenario matrix --duration 5s --server-cpu 0 --client-cpu 1

fuzz: ## every fuzz target for FUZZTIME (30s) each
	deploy/fuzz.sh $(FUZZTIME)

gen: ## the app's API types, from the OpenAPI document of the server that `make run` started
	cd $(APP) && npm run gen

setup: ## what `make run` needs, installed or named
	@deploy/setup.sh run

setup-test: ## what `make test` needs, installed or named
	@deploy/setup.sh test

clean: ## remove what was built (never ./data)
	rm -rf bin $(APP)/node_modules && find $(APP)/dist -mindepth 1 ! -name .keep -delete

$(BIN): $(GO_FILES) $(APP)/dist/index.html
	go build -ldflags '$(LDFLAGS)' -o $@ ./cmd/giaoban

$(APP)/node_modules/.installed: $(APP)/package-lock.json
	cd $(APP) && npm ci --no-audit --no-fund
	@touch $@

$(APP)/dist/index.html: $(APP)/node_modules/.installed $(APP_FILES)
	cd $(APP) && npm run build
	@touch $@

$(LINT):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
