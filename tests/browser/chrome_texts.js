// Everything a person may see or hear on the page that is not our own HTML or Markdown, each once.
() => {
  const OWN = "[data-testid=stHtml], .stHtml, svg, script, style, noscript";
  const MARKDOWN = "[data-testid=stMarkdownContainer]";
  const SPOKEN = ["aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext", "alt", "placeholder", "title"];
  const isOwn = (element) => {
    if (!element || element.closest(OWN)) return true;
    const markdown = element.closest(MARKDOWN);
    return Boolean(markdown) && !markdown.closest("button, [role=option], [role=menuitem]");
  };
  const isIcon = (element) => getComputedStyle(element).fontFamily.includes("Material");
  const found = new Set([document.title]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (isOwn(element) || !element.checkVisibility()) continue;
    if (element === node) SPOKEN.forEach((name) => found.add((node.getAttribute(name) ?? "").trim()));
    else if (!isIcon(element)) found.add(node.data.trim());
  }
  found.delete("");
  return [...found];
}
