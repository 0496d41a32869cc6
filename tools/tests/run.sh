#!/bin/sh
# Tests of the makers: tools/tests/NAME/CASE.in → CASE.out. An .in is one or more files, each
# after a line "== path". An .out is what the tool says, its exit and every file it makes.
#   tools/tests/run.sh            compares        UPDATE=1 tools/tests/run.sh   rewrites
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
flags="-std=c17 -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror"

said() { # what, 0 = passed
	if [ "$2" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $1"
	fi
}

unpack() { # file.in: writes its files here; "@repeat N line" stands for N such lines
	awk '/^== / { close(path); path = $2; dir = path
			if (sub("/[^/]*$", "", dir)) system("mkdir -p " dir)
			printf "" > path; next }
		/^@repeat / { n = $2; sub(/^@repeat [0-9]+ ?/, ""); while (n-- > 0) print > path
			next }
		{ print > path }' "$1"
}

run() { # tool, the folder where the case lies
	case $1 in
	modelc) "$work/$1" made $(ls *.model 2>/dev/null) ;;
	textc) "$work/$1" made $(ls *.text 2>/dev/null) ;;
	tidy) "$work/$1" . ;;
	esac
}

# A second run leaves the files alone.
unchanged() {
	touch -d '2001-01-01' made/* && run "$1" >/dev/null 2>&1 &&
		[ -z "$(find made -type f -newermt '2001-01-02')" ]
}

# What is made is C that compiles against the ground floor.
compiles() {
	for c in made/*.c; do
		${CC:-gcc} $flags -fsyntax-only -I"$here/../../src" -Imade "$c" || return 1
	done
}

for tool in modelc textc tidy; do
	${CC:-gcc} $flags -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
		-o "$work/$tool" "$here/../$tool.c"
	said "$tool compiles" $?
	for in in "$here/$tool"/*.in; do
		name=$(basename "$in" .in)
		mkdir -p "$work/$tool.$name/made" && cd "$work/$tool.$name" || exit 1
		unpack "$in"
		run $tool >said 2>&1
		code=$?
		{
			cat said
			echo "exit $code"
			for f in made/*; do
				[ -f "$f" ] && echo "== $f" && cat "$f"
			done
		} >out
		[ -z "$UPDATE" ] || cp out "$here/$tool/$name.out"
		diff -u "$here/$tool/$name.out" out
		said "$tool/$name" $?
		[ $tool = tidy ] || [ $code != 0 ] && continue
		unchanged $tool
		said "$tool/$name: a second run writes nothing" $?
		compiles
		said "$tool/$name: what is made compiles" $?
	done
done
echo "tools: $passed passed, $failed failed"
[ $failed = 0 ]
