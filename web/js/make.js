// make("button", {type: "button", class: "plain"}, "撤销", other): an element with its children.
export function make(name, attributes = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes))
		if (value === true) element.setAttribute(key, "");
		else if (value !== false && value != null) element.setAttribute(key, value);
	element.append(...children);
	return element;
}
