// The few words that scripts say themselves. Everything else the server has said.
const zh = (document.documentElement.lang || "zh").startsWith("zh");

export const say = (chinese, english) => (zh ? chinese : english);
