/* embedc: static files → one C file that holds them, with hashed addresses.
 *
 *   embedc OUT.c FILE…      (FILE.gz beside FILE is taken along) */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t hash_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	uint64_t h = 0xcbf29ce484222325u;
	for (int c; (c = fgetc(f)) != EOF;)
		h = (h ^ (uint64_t)c) * 0x100000001b3u;
	fclose(f);
	return h;
}

static const char *type_of(const char *name)
{
	static const char *const types[][2] = {{".css", "text/css; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"},
		{".png", "image/png"}, {".html", "text/html; charset=utf-8"}};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
		if (!strcmp(types[i][0], dot))
			return types[i][1];
	return "application/octet-stream";
}

static void incbin(FILE *c, const char *symbol, const char *path)
{
	fprintf(c, "__asm__(\".section .rodata\\n.global %s\\n%s:\\n.incbin \\\"%s\\\"\\n.global "
		   "%s_end\\n%s_end:\\n.byte 0\\n.previous\\n\");\nextern const unsigned char "
		   "%s[], %s_end[];\n", symbol, symbol, path, symbol, symbol, symbol, symbol);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	FILE *c = fopen(argv[1], "wb");
	assert(c);
	fprintf(c, "/* Made by embedc. */\n#include \"web/assets.h\"\n");
	char zipped[600], symbol[40];
	for (int i = 2; i < argc; i++) {
		snprintf(symbol, sizeof symbol, "asset_%d", i);
		incbin(c, symbol, argv[i]);
		snprintf(zipped, sizeof zipped, "%s.gz", argv[i]);
		if (access(zipped, R_OK) == 0) {
			snprintf(symbol, sizeof symbol, "asset_%d_gz", i);
			incbin(c, symbol, zipped);
		}
	}
	fprintf(c, "const struct asset assets[] = {\n");
	for (int i = 2; i < argc; i++) {
		const char *slash = strrchr(argv[i], '/'), *name = slash ? slash + 1 : argv[i];
		snprintf(zipped, sizeof zipped, "%s.gz", argv[i]);
		fprintf(c, "\t{\"%s\", \"%s\", \"/static/%08x-%s\", asset_%d, asset_%d_end, ", name,
			type_of(name), (unsigned)(hash_file(argv[i]) >> 16), name, i, i);
		if (access(zipped, R_OK) == 0)
			fprintf(c, "asset_%d_gz, asset_%d_gz_end},\n", i, i);
		else
			fprintf(c, "NULL, NULL},\n");
	}
	fprintf(c, "};\nconst int asset_count = %d;\n", argc - 2);
	return fclose(c) == 0 ? 0 : 1;
}
