// While an input method composes, or someone types, no key is a command.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export const typing = (event) =>
	composing(event) ||
	Boolean(event.target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])"));
