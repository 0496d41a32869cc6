#include "web/assets.h"

const char *asset_url(const char *name)
{
	for (int i = 0; i < asset_count; i++)
		if (strcmp(assets[i].name, name) == 0)
			return assets[i].url;
	return "/static/missing";
}
