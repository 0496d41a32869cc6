/* The typefaces of official papers, by the names that offices have them under. They are names
 * in files and font lists, not words that anyone reads. */
#ifndef GUATU_FACES_H
#define GUATU_FACES_H

#define TYPEFACE_TITLE "方正小标宋简体"
#define TYPEFACE_TITLE_GBK "方正小标宋_GBK"
#define TYPEFACE_HEI "黑体"
#define TYPEFACE_KAI "楷体_GB2312"
#define TYPEFACE_KAI_PLAIN "楷体"
#define TYPEFACE_FANGSONG "仿宋_GB2312"
#define TYPEFACE_FANGSONG_PLAIN "仿宋"
#define TYPEFACE_SONG "宋体"
/* A character as wide and high as any, to measure a line by. */
#define TYPEFACE_SAMPLE "国"

#endif
