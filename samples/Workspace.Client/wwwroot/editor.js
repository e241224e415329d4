// The browser's half of the editor: carets, selections, keys and composition. It decides nothing about the page.
//
// Each block's text is a contenteditable of its own, whose content belongs to this module; Blazor renders what is around it.
// The browser puts typed text in at once; the module then reports the text before and after, and .NET makes the smallest edit of it.
// Everything else comes the other way: .NET says which characters of which block change, and the caret moves with the characters
// around it. While a composition (IME) runs in a block, its text is left alone; what arrived in the meantime is put in at its end.
// All calls are synchronous, so no key can overtake the one before it.

export function attach(root, editor) {
  return new Surface(root, editor);
}

class Surface {
  constructor(root, editor) {
    this.root = root;
    this.editor = editor;
    this.elements = new Map();
    this.shown = new WeakMap();
    this.composing = null;
    this.awaited = null;
    this.focused = null;
    this.column = null;
    this.controller = new AbortController();
    const handlers = {
      keydown: this.onKeyDown, beforeinput: this.onBeforeInput, input: this.onInput, paste: this.onPaste,
      compositionstart: this.onCompositionStart, compositionend: this.onCompositionEnd,
      focusin: this.onFocusChange, focusout: this.onFocusChange, pointerdown: this.onPointerDown,
    };
    for (const [name, handler] of Object.entries(handlers))
      root.addEventListener(name, event => handler.call(this, event), { signal: this.controller.signal });
  }

  detach() {
    this.controller.abort();
    this.elements.clear();
  }

  // ---- called from .NET ----

  mount(element, id, text) {
    element.dataset.block = id;
    this.elements.set(id, element);
    this.fill(element, text);
    if (this.awaited?.id === id) this.focus(id, this.awaited.offset);
  }

  unmount(id, element) {
    if (this.elements.get(id) === element) this.elements.delete(id);
  }

  edit(id, offset, removed, inserted) {
    const element = this.elements.get(id);
    if (element && element !== this.composing) this.splice(element, offset, removed, inserted);
  }

  focus(id, offset) {
    const element = this.elements.get(id);
    this.awaited = element ? null : { id, offset };
    if (element) this.place(element, offset, offset);
  }

  caret() {
    const element = this.textAt(document.activeElement);
    return element ? `${element.dataset.block} ${this.selection(element).caret} ${this.shown.get(element)}` : null;
  }

  // ---- events ----

  onKeyDown(event) {
    const element = this.textAt(event.target);
    if (!element || event.isComposing || event.keyCode === 229) return;
    const { start, end } = this.selection(element);
    const atStart = start === 0 && end === 0;
    const atEnd = start === end && end === this.shown.get(element).length;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    const key = this.logicalKey(event.key, element);
    if (key !== "ArrowUp" && key !== "ArrowDown") this.column = null;

    if (key === "Enter" && !modified) {
      event.preventDefault();
      if (event.shiftKey) this.type(element, start, end, "\n");
      else this.command("Enter", element, start, end);
    } else if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.command("Toggle", element, start, end);
    } else if (key === "Backspace" && (event.ctrlKey || event.metaKey) && event.shiftKey) {
      event.preventDefault();
      this.command("Delete", element, start, end);
    } else if (key === "Backspace" && atStart) {
      event.preventDefault();
      this.command("JoinPrevious", element, start, end);
    } else if (key === "Delete" && atEnd) {
      event.preventDefault();
      this.command("JoinNext", element, start, end);
    } else if (key === "Tab" && !modified) {
      event.preventDefault();
      this.command(event.shiftKey ? "Outdent" : "Indent", element, start, end);
    } else if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      this.command(key === "ArrowUp" ? "MoveUp" : "MoveDown", element, start, end);
    } else if (!modified && !event.shiftKey && start === end && key.startsWith("Arrow")) {
      if (key === "ArrowLeft" && atStart) this.step(event, element, -1, Infinity);
      else if (key === "ArrowRight" && atEnd) this.step(event, element, +1, 0);
      else if (key === "ArrowUp" && this.onEdgeLine(element, -1)) this.stepLine(event, element, -1);
      else if (key === "ArrowDown" && this.onEdgeLine(element, +1)) this.stepLine(event, element, +1);
    }
  }

  // Touch keyboards send no usable key events: there the same commands come from what the browser is about to do.
  onBeforeInput(event) {
    const element = this.textAt(event.target);
    if (!element || this.composing) return;
    const { start, end } = this.selection(element);
    const kind = event.inputType;
    if (kind === "insertParagraph") {
      event.preventDefault();
      this.command("Enter", element, start, end);
    } else if (kind === "insertLineBreak") {
      event.preventDefault();
      this.type(element, start, end, "\n");
    } else if (kind.startsWith("delete") && kind.endsWith("Backward") && start === 0 && end === 0) {
      event.preventDefault();
      this.command("JoinPrevious", element, start, end);
    } else if (kind.startsWith("history") || kind.startsWith("format")) {
      // The browser's own undo knows nothing of what others changed meanwhile and would put back the wrong characters.
      event.preventDefault();
    }
  }

  onInput(event) {
    const element = this.textAt(event.target);
    if (element) this.report(element, this.shown.get(element));
  }

  onPaste(event) {
    const element = this.textAt(event.target);
    if (!element) return;
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain").toWellFormed();
    const { start, end } = this.selection(element);
    if (text) this.call("Paste", element.dataset.block, start, end, text);
  }

  onCompositionStart(event) {
    this.composing = this.textAt(event.target);
  }

  // Moving or removing an element during a render ends compositions and focus in the middle of it, where .NET cannot be called.
  onCompositionEnd() {
    const element = this.composing;
    this.composing = null;
    queueMicrotask(() => {
      if (element?.isConnected) this.report(element, this.shown.get(element));
    });
  }

  onFocusChange() {
    queueMicrotask(() => {
      const block = this.textAt(document.activeElement)?.dataset.block ?? null;
      if (block === this.focused || this.controller.signal.aborted) return;
      this.focused = block;
      this.call("Focused", block);
    });
  }

  onPointerDown() {
    this.column = null;
  }

  // ---- text ----

  type(element, start, end, text) {
    const before = this.shown.get(element);
    this.splice(element, start, end - start, text);
    this.place(element, start + text.length, start + text.length);
    this.report(element, before);
  }

  report(element, before) {
    const after = element.textContent.toWellFormed();
    const { caret } = this.selection(element);
    this.shown.set(element, after);
    if (!this.composing) this.tidy(element);
    this.call("Typed", element.dataset.block, before, after, caret, this.composing === element);
  }

  splice(element, offset, removed, inserted) {
    const focused = document.activeElement === element;
    const { anchor, caret } = this.selection(element);
    const before = this.shown.get(element);
    const after = before.slice(0, offset) + inserted + before.slice(offset + removed);
    const node = element.firstChild;
    if (node instanceof Text && node.data === before && after !== "") {
      node.replaceData(offset, removed, inserted);
      this.shown.set(element, after);
      this.tidy(element);
    } else {
      this.fill(element, after);
    }
    const carry = at => at <= offset ? at : at >= offset + removed ? at + inserted.length - removed : offset;
    if (focused) this.place(element, carry(anchor), carry(caret));
  }

  fill(element, text) {
    this.shown.set(element, text);
    element.replaceChildren(...(text === "" ? [] : [document.createTextNode(text)]));
    this.tidy(element);
  }

  // One text node, none when empty, and a <br> that lets a last empty line be seen. Left alone when it is so already.
  tidy(element) {
    const text = this.shown.get(element);
    const [first, second, ...rest] = element.childNodes;
    const needsBreak = text.endsWith("\n");
    const isTidy = text === ""
      ? !first
      : first instanceof Text && first.data === text && !rest.length && (needsBreak ? second?.nodeName === "BR" : !second);
    if (isTidy) return;
    const focused = document.activeElement === element;
    const { anchor, caret } = this.selection(element);
    const content = text === "" ? [] : [document.createTextNode(text)];
    if (needsBreak) content.push(document.createElement("br"));
    element.replaceChildren(...content);
    if (focused) this.place(element, anchor, caret);
  }

  // ---- carets ----

  textAt(node) {
    const element = node instanceof Element ? node.closest("[data-block]") : null;
    return element && this.root.contains(element) ? element : null;
  }

  selection(element) {
    const selection = document.getSelection();
    const anchor = this.offsetOf(element, selection.anchorNode, selection.anchorOffset);
    const caret = this.offsetOf(element, selection.focusNode, selection.focusOffset);
    return { anchor, caret, start: Math.min(anchor, caret), end: Math.max(anchor, caret) };
  }

  offsetOf(element, node, offset) {
    if (!node || !element.contains(node)) return 0;
    const range = document.createRange();
    range.setStart(element, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  place(element, anchor, caret) {
    if (document.activeElement !== element) element.focus();
    const node = element.firstChild instanceof Text ? element.firstChild : element;
    const limit = at => node === element ? 0 : Math.min(Math.max(at, 0), node.length);
    document.getSelection().setBaseAndExtent(node, limit(anchor), node, limit(caret));
  }

  // ---- moving between blocks ----

  logicalKey(key, element) {
    if (getComputedStyle(element).direction !== "rtl") return key;
    return key === "ArrowLeft" ? "ArrowRight" : key === "ArrowRight" ? "ArrowLeft" : key;
  }

  neighbour(element, direction) {
    const all = [...this.root.querySelectorAll("[data-block]")];
    return all[all.indexOf(element) + direction] ?? null;
  }

  step(event, element, direction, offset) {
    const next = this.neighbour(element, direction);
    if (!next) return;
    event.preventDefault();
    this.place(next, offset, offset);
  }

  stepLine(event, element, direction) {
    const next = this.neighbour(element, direction);
    if (!next) return;
    event.preventDefault();
    this.column ??= this.caretBox(element).left;
    next.scrollIntoView({ block: "nearest" });
    const { top, bottom, left, right } = this.contentBox(next);
    const line = this.lineHeight(next) / 2;
    const x = Math.min(Math.max(this.column, left + 1), right - 1);
    const at = this.pointToOffset(next, x, direction < 0 ? bottom - line : top + line);
    this.place(next, at, at);
  }

  pointToOffset(element, x, y) {
    const position = document.caretPositionFromPoint?.(x, y);
    const range = position ? null : document.caretRangeFromPoint?.(x, y);
    const node = position?.offsetNode ?? range?.startContainer;
    return this.offsetOf(element, node, position?.offset ?? range?.startOffset);
  }

  onEdgeLine(element, direction) {
    const caret = this.caretBox(element);
    const content = this.contentBox(element);
    const line = this.lineHeight(element);
    return direction < 0 ? caret.top < content.top + line * 0.75 : caret.bottom > content.bottom - line * 0.75;
  }

  caretBox(element) {
    const range = document.getSelection().getRangeAt(0);
    const [box] = range.getClientRects();
    if (box) return box;
    // At the start of an empty line there is no box: the break there, or the block itself, stands in.
    const node = range.startContainer.childNodes?.[range.startOffset];
    return node instanceof Element ? node.getBoundingClientRect() : this.contentBox(element);
  }

  contentBox(element) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
      top: box.top + parseFloat(style.paddingTop), bottom: box.bottom - parseFloat(style.paddingBottom),
      left: box.left + parseFloat(style.paddingLeft), right: box.right - parseFloat(style.paddingRight),
    };
  }

  lineHeight(element) {
    return parseFloat(getComputedStyle(element).lineHeight);
  }

  // ---- to .NET ----

  command(name, element, start, end) {
    this.call("Command", name, element.dataset.block, start, end);
  }

  call(name, ...args) {
    try {
      this.editor.invokeMethod(name, ...args);
    } catch (error) {
      document.getElementById("blazor-error-ui").style.display = "block";
      throw error;
    }
  }
}
