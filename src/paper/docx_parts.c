#include "paper/docx_parts.h"
#include "paper/faces.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PART "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char content_types[] = HEAD
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/word/document.xml\" ContentType=\"" PART
        "document.main+xml\"/>"
        "<Override PartName=\"/word/styles.xml\" ContentType=\"" PART "styles+xml\"/>"
        "<Override PartName=\"/word/settings.xml\" ContentType=\"" PART "settings+xml\"/>"
        "<Override PartName=\"/word/fontTable.xml\" ContentType=\"" PART
        "fontTable+xml\"/>"
        "<Override PartName=\"/word/footer1.xml\" ContentType=\"" PART "footer+xml\"/>"
        "<Override PartName=\"/word/footer2.xml\" ContentType=\"" PART "footer+xml\"/>"
        "</Types>";

static const char package_relations[] =
        HEAD "<Relationships "
             "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
             "<Relationship Id=\"rId1\" Type=\"" RELATION "officeDocument\" "
             "Target=\"word/document.xml\"/></Relationships>";

static const char document_relations[] = HEAD
        "<Relationships "
        "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" RELATION "styles\" Target=\"styles.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" RELATION
        "settings\" Target=\"settings.xml\"/>"
        "<Relationship Id=\"rId3\" Type=\"" RELATION
        "fontTable\" Target=\"fontTable.xml\"/>"
        "<Relationship Id=\"rId4\" Type=\"" RELATION "footer\" Target=\"footer1.xml\"/>"
        "<Relationship Id=\"rId5\" Type=\"" RELATION "footer\" Target=\"footer2.xml\"/>"
        "</Relationships>";

static const char settings[] = HEAD
        "<w:settings " DOCX_NAMESPACES "><w:zoom w:percent=\"100\"/>"
        "<w:defaultTabStop w:val=\"630\"/><w:evenAndOddHeaders/>"
        "<w:characterSpacingControl w:val=\"compressPunctuation\"/>"
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>"
        "<w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:adjustLineHeightInTable/>"
        "<w:useFELayout/>"
        "<w:compatSetting w:name=\"compatibilityMode\" "
        "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
        "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>";

/* The standard's faces, and what stands behind each where it is missing. */
#define FONT(name, behind)                                                               \
	"<w:font w:name=\"" name "\"><w:altName w:val=\"" behind "\"/>"                  \
	"<w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch "                   \
	"w:val=\"default\"/>"                                                            \
	"</w:font>"
static const char fonts[] =
        HEAD "<w:fonts " DOCX_NAMESPACES ">" FONT(TYPEFACE_FANGSONG, TYPEFACE_FANGSONG_PLAIN)
                FONT(TYPEFACE_KAI, TYPEFACE_KAI_PLAIN) FONT(TYPEFACE_HEI, "SimHei") FONT(TYPEFACE_SONG, "SimSun")
                        FONT(TYPEFACE_TITLE, TYPEFACE_TITLE_GBK) "</w:fonts>";

#define FACE(name)                                                                       \
	"<w:rFonts w:ascii=\"" name "\" w:hAnsi=\"" name "\" w:eastAsia=\"" name "\" "   \
	"w:cs=\"" name "\"/>"
#define STYLE(id, paragraph, run)                                                        \
	"<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"" id "\">"        \
	"<w:name w:val=\"" id "\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>"            \
	"<w:pPr>" paragraph "</w:pPr><w:rPr>" run "</w:rPr></w:style>"
#define HEADING(level, number, face)                                                     \
	"<w:style w:type=\"paragraph\" w:styleId=\"Heading" number "\">"                 \
	"<w:name w:val=\"heading " number "\"/><w:basedOn w:val=\"Normal\"/>"            \
	"<w:next w:val=\"Body\"/><w:qFormat/><w:pPr><w:keepNext/>"                       \
	"<w:ind w:firstLineChars=\"200\" w:firstLine=\"630\"/>"                          \
	"<w:outlineLvl w:val=\"" level                                                   \
	"\"/></w:pPr><w:rPr>" FACE(face) "</w:rPr></w:style>"
#define NO_INDENT "<w:ind w:firstLine=\"0\"/>"
#define CENTRED "<w:jc w:val=\"center\"/>"
#define SIZE(half_points)                                                                \
	"<w:sz w:val=\"" half_points "\"/><w:szCs w:val=\"" half_points "\"/>"

static const char styles[] = HEAD
        "<w:styles " DOCX_NAMESPACES
        "><w:docDefaults><w:rPrDefault><w:rPr>" FACE(TYPEFACE_FANGSONG) SIZE(
                "32") "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" "
                      "w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>"
                      "<w:pPrDefault/></w:docDefaults>"
                      "<w:style w:type=\"paragraph\" w:default=\"1\" "
                      "w:styleId=\"Normal\">"
                      "<w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:widowControl "
                      "w:val=\"0\"/>"
                      "<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE "
                      "w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>"
                      "<w:adjustRightInd w:val=\"0\"/><w:snapToGrid w:val=\"0\"/>"
                      "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"579\" "
                      "w:lineRule=\"exact\"/>"
                      "<w:jc w:val=\"both\"/></w:pPr><w:rPr><w:spacing "
                      "w:val=\"-5\"/><w:kern w:val=\"0\"/>"
                      "</w:rPr></w:style>" STYLE("Body",
                              "<w:ind w:firstLineChars=\"200\" w:firstLine=\"630\"/>",
                              "") STYLE("Mark",
                              "<w:spacing w:before=\"1984\" w:line=\"240\" "
                              "w:lineRule=\"auto\"/>" CENTRED,
                              FACE(TYPEFACE_TITLE) "<w:color "
                                                     "w:val=\"FF0000\"/><w:spacing "
                                                     "w:val=\"0\"/>") STYLE("Number",
                              "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" "
                              "w:space=\"11\" "
                              "w:color=\"FF0000\"/></w:pBdr><w:spacing "
                              "w:before=\"900\"/>" CENTRED,
                              "") STYLE("DocTitle",
                              "<w:keepNext/><w:spacing w:before=\"1158\" w:after=\"579\" "
                              "w:line=\"700\" "
                              "w:lineRule=\"exact\"/>" CENTRED,
                              FACE(TYPEFACE_TITLE) "<w:spacing w:val=\"0\"/>" SIZE(
                                      "44")) STYLE("DocSubtitle",
                              "<w:spacing w:after=\"579\"/>" CENTRED,
                              FACE(TYPEFACE_KAI)) STYLE("Addressee", NO_INDENT,
                              "") HEADING("0", "1", TYPEFACE_HEI) HEADING("1", "2",
                              TYPEFACE_KAI) HEADING("2", "3", TYPEFACE_FANGSONG) HEADING("3",
                              "4",
                              TYPEFACE_FANGSONG) STYLE("Names", "", "") STYLE("Signature",
                              "<w:keepLines/><w:jc w:val=\"right\"/>",
                              "") STYLE("CellHead",
                              "<w:keepNext/><w:spacing w:before=\"40\" w:after=\"40\" "
                              "w:line=\"400\" "
                              "w:lineRule=\"exact\"/>" CENTRED,
                              FACE(TYPEFACE_HEI) "<w:spacing w:val=\"0\"/>" SIZE(
                                      "24")) STYLE("Cell",
                              "<w:spacing w:before=\"40\" w:after=\"40\" w:line=\"400\" "
                              "w:lineRule=\"exact\"/><w:jc w:val=\"left\"/>",
                              "<w:spacing w:val=\"0\"/>" SIZE("24")) STYLE("FormLabel",
                              "<w:spacing w:before=\"60\" w:after=\"60\" w:line=\"460\" "
                              "w:lineRule=\"exact\"/>" CENTRED,
                              FACE(TYPEFACE_HEI) "<w:spacing w:val=\"0\"/>" SIZE(
                                      "28")) STYLE("FormValue",
                              "<w:spacing w:before=\"60\" w:after=\"60\" w:line=\"460\" "
                              "w:lineRule=\"exact\"/><w:jc w:val=\"left\"/>",
                              "<w:spacing w:val=\"0\"/>" SIZE("28")) STYLE("Colophon",
                              "<w:spacing w:line=\"500\" w:lineRule=\"exact\"/>",
                              "<w:spacing w:val=\"0\"/>" SIZE("28")) STYLE("PageNumber",
                              "<w:spacing w:line=\"280\" w:lineRule=\"exact\"/>",
                              FACE(TYPEFACE_SONG) "<w:spacing w:val=\"0\"/>" SIZE("28"))
                              STYLE("Small",
                                      "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>",
                                      SIZE("2")) "</w:styles>";

#define FOOTER(side, indent)                                                             \
	HEAD "<w:ftr " DOCX_NAMESPACES "><w:p><w:pPr><w:pStyle w:val=\"PageNumber\"/>"   \
	     "<w:ind w:" indent "=\"280\"/><w:jc w:val=\"" side "\"/></w:pPr>"           \
	     "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr>"                       \
	     "<w:t xml:space=\"preserve\">— </w:t></w:r>"                              \
	     "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"                           \
	     "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"       \
	     "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>" \
	     "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"                             \
	     "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr>"                       \
	     "<w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"
static const char footer_odd[] = FOOTER("right", "right");
static const char footer_even[] = FOOTER("left", "left");

/* A4; 37, 26, 35, 28 mm; the number's dash 7 mm under the text block. */
struct str docx_section(void)
{
	return S("<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>"
	         "<w:footerReference w:type=\"even\" r:id=\"rId5\"/>"
	         "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
	         "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" "
	         "w:left=\"1588\" "
	         "w:header=\"851\" w:footer=\"1446\" w:gutter=\"0\"/></w:sectPr>");
}

void docx_fixed_parts(struct arena *arena, struct package *package)
{
	const struct member parts[] = {
	        {S("[Content_Types].xml"), str_of(content_types)},
	        {S("_rels/.rels"), str_of(package_relations)},
	        {S("word/_rels/document.xml.rels"), str_of(document_relations)},
	        {S("word/styles.xml"), str_of(styles)},
	        {S("word/settings.xml"), str_of(settings)},
	        {S("word/fontTable.xml"), str_of(fonts)},
	        {S("word/footer1.xml"), str_of(footer_odd)},
	        {S("word/footer2.xml"), str_of(footer_even)},
	};
	for (size_t i = 0; i < LEN(parts); i++)
		*vec_add(arena, package) = parts[i];
}
