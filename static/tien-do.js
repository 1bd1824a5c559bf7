// What every screen has beside Streamlit: Vietnamese chrome, links without reloading, sorted tables, pictures of
// charts, landmarks, printing. Plain script, loaded with the page; it waits for what Streamlit draws.
(() => {
  "use strict";
  const { words, patterns, screens } = window.tienDo;
  const rules = patterns.map(([english, vietnamese]) => [new RegExp(english), vietnamese]);
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "data-title", "alt", "aria-roledescription"];
  // Never touched: what files and people wrote.
  const CONTENT = "[data-testid=stHtml], .stHtml, [data-testid=stMarkdownContainer], [data-testid=stMetricValue], svg, script, style, code, input";
  const NOT_INPUT = CONTENT.replace(", input", "");

  // The labels of Streamlit's own buttons are Markdown too.
  const isContent = (element, content) => {
    const found = element?.closest(content);
    return Boolean(found) && !(found.matches("[data-testid=stMarkdownContainer]") && found.closest("button"));
  };

  // ---- Vietnamese for Streamlit's own English words ----
  const translated = (text) => {
    const said = text.trim();
    if (!said || said.length > 120) return null;
    if (Object.hasOwn(words, said)) return text.replace(said, words[said]);
    for (const [rule, vietnamese] of rules) {
      if (rule.test(said)) return said.replace(rule, vietnamese).replace(/ · (?:undefined)?$/, "");
    }
    return null;
  };
  const translateText = (node) => {
    if (isContent(node.parentElement, CONTENT)) return;
    const vietnamese = translated(node.data);
    if (vietnamese !== null && vietnamese !== node.data) node.data = vietnamese;
  };
  const translateAttributes = (element) => {
    if (isContent(element, NOT_INPUT)) return;
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const vietnamese = value && translated(value);
      if (vietnamese && vietnamese !== value) element.setAttribute(name, vietnamese);
    }
  };
  const translateTree = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || isContent(root, NOT_INPUT)) return;
    translateAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: (node) =>
        node.nodeType === Node.ELEMENT_NODE && isContent(node, NOT_INPUT)
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_ACCEPT,
    });
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateAttributes(node);
    }
  };

  // ---- links of our own: another view of the same program, without loading it anew ----
  // The menu's own links name a screen only: the filters of the present view go along.
  const MENU = "[data-testid=stSidebarNav], [data-testid=stPageLink]";
  const FILTERS = ["ban-do", "tinh", "huyen", "xa", "ky", "tai-thoi-diem"];
  const viewOf = (link) => {
    const href = link.getAttribute("href") ?? link.getAttribute("xlink:href");
    if (!href || link.hasAttribute("download")) return null;
    const address = new URL(href, location.href);
    const slug = address.pathname.replace(/^\/|\/$/g, "");
    if (address.origin !== location.origin || !screens.includes(slug) || address.hash) return null;
    if (link.closest(MENU) && !address.search) {
      const present = new URLSearchParams(location.search);
      for (const name of FILTERS) if (present.has(name)) address.searchParams.set(name, present.get(name));
    }
    return address;
  };
  const closeMenuOnPhone = () => {
    if (innerWidth < 768) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  };
  // «Từ đâu?» is opened by a link, once or deeper and deeper; closing it goes back to where it was opened.
  const ORIGIN = "tu-dau";
  let opened = 0;
  let shown = false;
  const asked = () => new URLSearchParams(location.search).has(ORIGIN);
  const dialog = () => document.querySelector("[role=dialog]");
  const running = () => !document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]");
  const close = () => {
    if (goingBack || dialog() || !asked()) return;
    if (running()) return setTimeout(close, 300); // however long a slow machine takes to draw it anew
    shown = false;
    const back = opened;
    opened = 0;
    if (back) {
      goingBack = setTimeout(arrived, 2000); // should the browser not say that it went back
      return history.go(-back);
    }
    const address = new URL(location.href); // opened by a link from elsewhere: there is nothing to go back to
    address.searchParams.delete(ORIGIN);
    go(address);
  };
  const followDialog = () => {
    if (asked() && dialog()) shown = true;
    else if (shown && asked()) setTimeout(close, 300); // drawn anew for a deeper figure, it is gone for a moment
    else if (!asked()) [shown, opened] = [false, 0];
  };
  setInterval(followDialog, 1000); // should a change have gone unseen
  // A link clicked before the step back has been made waits for it: it would be what is gone back from.
  let goingBack = 0;
  let next = null;
  const arrived = () => {
    clearTimeout(goingBack);
    goingBack = 0;
    const address = next;
    next = null;
    if (address) go(address);
  };
  addEventListener("popstate", (event) => {
    if (!event.isTrusted) return;
    opened = asked() ? Math.max(0, opened - 1) : 0;
    if (goingBack) setTimeout(arrived);
  });
  const go = (address) => {
    if (goingBack) return void (next = address);
    const elsewhere = address.pathname !== location.pathname;
    if (address.href === location.href) return;
    if (address.searchParams.has(ORIGIN)) opened += 1;
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
    if (elsewhere) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  };
  document.addEventListener(
    "click",
    (event) => {
      if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target.closest?.("a") ?? event.target.closest?.("svg text")?.querySelector("a");
      const address = link && viewOf(link);
      if (!address) return;
      event.preventDefault();
      event.stopPropagation();
      go(address);
      if (link.closest(MENU)) closeMenuOnPhone();
    },
    true,
  );

  // ---- charts: a point that leads somewhere says so in the last place of its customdata ----
  const leadsTo = (point) => {
    const data = point?.customdata;
    const last = Array.isArray(data) ? data.at(-1) : null;
    return typeof last === "string" && last.startsWith("./") ? new URL(last, location.origin + "/") : null;
  };
  const takeOverChart = (chart) => {
    if (chart.tienDo || typeof chart.on !== "function") return;
    chart.tienDo = true;
    chart.on("plotly_click", (event) => {
      const address = leadsTo(event.points[0]);
      if (address) go(address);
    });
    const drag = (cursor) => chart.querySelectorAll(".nsewdrag").forEach((layer) => (layer.style.cursor = cursor));
    chart.on("plotly_hover", (event) => drag(leadsTo(event.points[0]) ? "pointer" : ""));
    chart.on("plotly_unhover", () => drag(""));
  };

  // ---- pictures: plotly's own button, asked for the format ----
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.td-picture");
    if (!button) return;
    const charts = [...document.querySelectorAll(".js-plotly-plot")];
    const chart = charts.filter((one) => one.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
    if (!chart) return;
    const { width, height } = chart._fullLayout;
    chart._context.toImageButtonOptions = {
      format: button.dataset.format, filename: button.dataset.name, width, height, scale: 2,
    };
    chart.querySelector(".modebar-btn[data-attr=toImage], .modebar-btn[data-title*=PNG], .modebar-btn")?.click();
  });

  // ---- tables: sorted by a click on the heading; values as written for machines ----
  const keyOf = (row, place) => {
    const cell = row.cells[place];
    const value = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
    const number = value === "" ? NaN : Number(value);
    return Number.isNaN(number) ? value : number;
  };
  const compared = (one, other) => {
    if (one === other) return 0;
    if (one === "") return 1; // a missing figure stands last, whatever the direction
    if (other === "") return -1;
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one).localeCompare(String(other), "vi");
  };
  const sort = (button) => {
    const heading = button.closest("th");
    const table = heading.closest("table");
    const down = heading.getAttribute("aria-sort") === "ascending";
    const place = Number(button.dataset.place);
    for (const other of table.tHead.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].filter((row) => !row.classList.contains("td-total"));
    const keys = new Map(rows.map((row) => [row, keyOf(row, place)]));
    const missing = (row) => keys.get(row) === "";
    rows.sort((one, other) => {
      const order = compared(keys.get(one), keys.get(other));
      return down && !missing(one) && !missing(other) ? -order : order;
    });
    rows.forEach((row) => body.append(row));
    body.append(...[...body.rows].filter((row) => row.classList.contains("td-total")));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".td-sort");
    if (button) sort(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    if (!event.target.matches?.(".td-sort")) return;
    event.preventDefault();
    sort(event.target);
  });

  // ---- landmarks ----
  const mark = (selector, attributes) => {
    const element = document.querySelector(selector);
    if (!element) return;
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  };
  const landmarks = () => {
    mark("[data-testid=stMain]", { role: "main", tabindex: "0" });
    mark("[data-testid=stSidebar]", { role: "complementary", "aria-label": "Thanh điều hướng" });
    mark("[data-testid=stSidebarNavItems]", { "aria-label": "Các trang" });
    // Streamlit's smaller heading is a third level: below the screen's title it is the second.
    for (const heading of document.querySelectorAll("h3:not([aria-level]), h4:not([aria-level])")) {
      heading.setAttribute("aria-level", heading.matches("h3") ? "2" : "3");
    }
    mark(".st-key-filter_bar", { role: "search", "aria-label": "Thanh lọc" });
  };
  // Dialogs and menus stand outside the app's own element: they are light or dark as it is.
  let appearance = "";
  const followAppearance = () => {
    const app = document.querySelector(".stApp");
    if (!app || app.className === appearance) return;
    appearance = app.className;
    document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
  };

  // ---- printing: charts as wide as the paper, whatever the window was ----
  const PAPER = 1000;
  const fit = (printing) =>
    document.querySelectorAll(".js-plotly-plot").forEach((chart) => {
      const width = chart._fullLayout?.width ?? chart.clientWidth;
      chart.style.zoom = printing && width > PAPER ? String(PAPER / width) : "";
    });
  addEventListener("beforeprint", () => fit(true));
  addEventListener("afterprint", () => fit(false));

  // ---- a file that was just made is taken along at once, each only once ----
  const taken = new Set();
  const takeAlong = () => {
    for (const link of document.querySelectorAll("a.td-take-along[download]")) {
      if (taken.has(link.href)) continue;
      taken.add(link.href);
      link.click();
    }
  };

  // ---- signed out meanwhile: the gate says so, in place of a lost connection ----
  const HEALTH = "/_stcore/health";
  const askGate = () =>
    fetch(`${HEALTH}?cua`, { cache: "no-store" }).then(
      (answer) => { if ([401, 403].includes(answer.status)) location.reload(); },
      () => {},
    );
  new PerformanceObserver((list) => {
    const refused = list.getEntries().some((entry) => {
      const { pathname, search } = new URL(entry.name);
      // Browsers that don't tell the status ask once more.
      return pathname === HEALTH && !search && entry.responseStatus !== 200;
    });
    if (refused) askGate();
  }).observe({ type: "resource", buffered: true });
  addEventListener("pageshow", (event) => { if (event.persisted) askGate(); });

  // ---- what Streamlit draws, once per frame ----
  let waiting = [];
  const isDrawing = (node) => node instanceof SVGElement || node.parentElement instanceof SVGElement;
  const seen = () => {
    const records = waiting;
    waiting = [];
    for (const record of records) {
      if (record.type === "characterData") translateText(record.target);
      else if (record.type === "attributes") translateAttributes(record.target);
      else record.addedNodes.forEach((node) => node.isConnected && !isDrawing(node) && translateTree(node));
    }
    landmarks();
    followAppearance();
    followDialog();
    takeAlong();
    document.querySelectorAll(".js-plotly-plot").forEach(takeOverChart);
  };
  new MutationObserver((records) => {
    const worth = records.filter((record) => !(record.target instanceof SVGElement));
    if (!worth.length) return;
    if (!waiting.length) requestAnimationFrame(seen);
    waiting.push(...worth);
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
