# guatu: make demo · make test · make build · make bench · make fuzz · make check
# Every .c under src is compiled; every .model, .sql, .text and .html is made into C first.
CC      ?= gcc
B       ?= build
MODE    ?= release
OUT     := $(B)/$(MODE)
GEN     := $(B)/gen
DATA    ?= demo-data
LISTEN  ?= 127.0.0.1:8080

PACKAGES := libmicrohttpd gnutls sqlite3 libpq jansson xlsxwriter libzip expat libxml-2.0 \
            pangocairo libsodium libcrypto libcurl libical icu-i18n icu-uc
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-declarations \
           -Wno-missing-field-initializers -Werror \
           -Wno-error=deprecated-declarations
HARDEN  := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=3 $(HARDEN)
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS_tsan    := -O1 -g -fsanitize=thread
LINK_release   := -pie -Wl,-z,relro,-z,now
LINK_asan      := -fsanitize=address,undefined
LINK_tsan      := -fsanitize=thread
CFLAGS  := -std=gnu17 -D_GNU_SOURCE $(WARN) $(CFLAGS_$(MODE)) -MMD -MP -Isrc -I$(GEN) \
           $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS    := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lz -lpthread -lm

MODELS  := $(wildcard src/modules/*/*.model)
SQLS    := $(wildcard src/modules/*/*.sql)
TEXTS   := $(wildcard src/paper/*.text src/web/*.text src/app/*.text src/modules/*/*.text)
PAGES   := $(wildcard src/modules/*/*.html)
SOURCES := $(filter-out %_test.c,$(wildcard src/*/*.c src/modules/*/*.c))
TESTS   := $(wildcard src/*/*_test.c src/modules/*/*_test.c)

GENERATED := $(patsubst %,$(GEN)/%.c,$(notdir $(MODELS) $(SQLS) $(PAGES))) \
             $(GEN)/models.c $(GEN)/statements.c $(GEN)/text.c $(GEN)/assets.c
OBJECTS := $(patsubst src/%.c,$(OUT)/%.o,$(SOURCES)) \
           $(patsubst $(GEN)/%.c,$(OUT)/gen/%.o,$(GENERATED))
LIBRARY := $(filter-out $(OUT)/app/main.o,$(OBJECTS))
TEST_PROGRAMS := $(patsubst src/%.c,$(OUT)/%,$(TESTS))

.PHONY: build plan demo test test-programs bench fuzz check clean install-build install-test generate
build: $(B)/guatu plan
# The engine alone, for other programs: docs/plan-example.c
plan: $(B)/libguatu-plan.a
$(B)/libguatu-plan.a: $(patsubst src/%.c,$(OUT)/%.o,$(filter src/plan/%,$(SOURCES)))
	rm -f $@ && $(AR) rcs $@ $^
$(B)/guatu: $(OUT)/guatu
	cp -f --remove-destination $< $@
$(OUT)/guatu: $(OBJECTS)
	$(CC) $(LINK_$(MODE)) -o $@ $^ $(LIBS)

# ---- made from models, statements, words and pages ----
$(B)/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O1 -g -Wall -Wextra -Wshadow -Werror -Wno-format-truncation -o $@ $< -lsqlite3
$(GEN)/models.stamp: $(B)/tools/modelc $(MODELS)
	@mkdir -p $(GEN)
	$(B)/tools/modelc $(GEN) $(MODELS)
	@touch $@
$(GEN)/sql.stamp: $(B)/tools/sqlc $(GEN)/models.stamp $(SQLS)
	$(B)/tools/sqlc $(GEN) $(GEN)/schema.sql $(GEN)/models.tsv $(SQLS)
	@touch $@
$(GEN)/text.stamp: $(B)/tools/textc $(TEXTS)
	@mkdir -p $(GEN)
	$(B)/tools/textc $(GEN) $(TEXTS)
	@touch $@
$(GEN)/pages.stamp: $(B)/tools/pagec $(PAGES)
	@mkdir -p $(GEN)
	$(B)/tools/pagec $(GEN) $(PAGES)
	@touch $@
$(B)/web/done: web/build.mjs node_modules/.package-lock.json $(wildcard web/css/*.css web/js/*.js web/icons/*.svg)
	@mkdir -p $(B)/web
	node web/build.mjs $(B)/web
	@touch $@
node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund --silent
	@touch $@
ASSETS := $(addprefix $(B)/web/,guatu.css guatu.js worker.js sprite.svg icon.svg) $(wildcard web/style/*.html)
$(GEN)/assets.c: $(B)/tools/embedc $(B)/web/done
	@mkdir -p $(GEN)
	$(B)/tools/embedc $@ $(ASSETS)
generate: $(GEN)/models.stamp $(GEN)/sql.stamp $(GEN)/text.stamp $(GEN)/pages.stamp $(GEN)/assets.c
# Made in groups: make looks at each file again after its maker ran (only the changed are newer).
$(filter-out $(GEN)/assets.c,$(GENERATED)): generate
	@:
$(GEN)/%.h: generate
	@:

$(OUT)/gen/%.o: $(GEN)/%.c | generate
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<
$(OUT)/%.o: src/%.c | generate
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

# ---- tests ----
$(OUT)/%_test: src/%_test.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LINK_$(MODE)) -o $@ $< $(LIBRARY) $(LIBS) -lcmocka
$(OUT)/bench/%: bench/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LINK_$(MODE)) -o $@ $< $(LIBRARY) $(LIBS)
test-programs: $(TEST_PROGRAMS)

DEBS_BUILD := gcc make pkg-config libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev \
  libxlsxwriter-dev libzip-dev libexpat1-dev libxml2-dev libcairo2-dev libpango1.0-dev \
  fonts-noto-cjk libsodium-dev libical-dev libssl-dev libcurl4-openssl-dev ca-certificates libicu-dev \
  libgnutls28-dev nodejs npm
DEBS_TEST := $(DEBS_BUILD) libcmocka-dev postgresql-15 chromium libreoffice-writer \
  libreoffice-calc poppler-utils curl sqlite3 python3-icalendar
install-build:
	@tools/need.sh $(DEBS_BUILD)
install-test:
	@tools/need.sh $(DEBS_TEST)

demo: install-build
	@$(MAKE) -s --no-print-directory -j$$(nproc) build
	@test -e $(DATA)/guatu.db || $(B)/guatu demo --data $(DATA)
	$(B)/guatu serve --data $(DATA) --listen $(LISTEN)
test: install-test
	@$(MAKE) -s --no-print-directory -j$$(nproc) build
	@$(MAKE) -s --no-print-directory -j$$(nproc) MODE=asan test-programs $(B)/asan/guatu
	@tests/run.sh $(B)
bench: install-build
	@$(MAKE) -s --no-print-directory -j$$(nproc) build
	@bench/run.sh $(B)
fuzz: install-test
	@tests/fuzz/run.sh $(B)
check: install-test
	@tools/check.sh
clean:
	rm -rf $(B)
-include $(wildcard $(OUT)/*.d $(OUT)/*/*.d $(OUT)/modules/*/*.d)
