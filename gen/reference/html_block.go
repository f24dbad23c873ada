package reference

// blocks writes what stands below a heading.
func (w *htmlWriter) blocks(blocks []block) {
	for _, blk := range blocks {
		switch b := blk.(type) {
		case paragraph:
			w.raw("<p>")
			w.text(b.text)
			w.raw("</p>\n")
		case source:
			w.raw(`<pre tabindex="0"><code>`)
			w.code(b.text)
			w.raw("</code></pre>\n")
		case facts:
			w.raw("<dl>\n")
			for _, f := range b {
				w.raw("<div><dt>" + f.name + "</dt><dd>")
				w.text(f.text)
				w.raw("</dd></div>\n")
			}
			w.raw("</dl>\n")
		case *table:
			w.table(b)
		case steps:
			w.raw("<ol>\n")
			for _, s := range b {
				w.raw("<li>")
				w.text(s)
				w.raw("</li>\n")
			}
			w.raw("</ol>\n")
		case drawing:
			w.raw(`<figure tabindex="0">`)
			w.out = append(w.out, b.svg(b.name)...)
			w.raw("</figure>\n")
		}
	}
}

func (w *htmlWriter) table(t *table) {
	// What scrolls can be reached and scrolled by keyboard.
	w.raw(`<div class="scroll" role="region" tabindex="0" aria-label="`)
	w.escaped(t.caption)
	w.raw("\"><table>\n<caption>")
	w.escaped(t.caption)
	w.raw("</caption>\n<thead><tr>")
	for _, h := range t.head {
		w.raw(`<th scope="col">` + h + "</th>")
	}
	w.raw("</tr></thead>\n<tbody>\n")
	for _, r := range t.rows {
		if r.id == "" {
			w.raw("<tr>")
		} else {
			w.raw(`<tr class="decl" tabindex="-1" id="`)
			w.escaped(r.id)
			w.raw(`" data-kind="` + r.kind + `" data-names="`)
			w.escaped(r.id + " " + r.aliases)
			w.raw(`">`)
		}
		for i, c := range r.cells {
			if i == 0 {
				w.raw(`<th scope="row">`)
				w.text(c)
				w.raw("</th>")
				continue
			}
			w.raw("<td>")
			w.text(c)
			w.raw("</td>")
		}
		w.raw("</tr>\n")
	}
	w.raw("</tbody>\n</table></div>\n")
}

// text writes spans.
func (w *htmlWriter) text(t text) {
	for _, s := range t {
		link := w.link(s)
		switch s.style {
		case code:
			w.raw("<code>")
			w.escaped(s.text)
			w.raw("</code>")
		case strong:
			w.raw("<strong>")
			w.escaped(s.text)
			w.raw("</strong>")
		default:
			w.escaped(s.text)
		}
		if link {
			w.raw("</a>")
		}
	}
}

// code writes spans that stand in an element for code already.
func (w *htmlWriter) code(t text) {
	for _, s := range t {
		link := w.link(s)
		w.escaped(s.text)
		if link {
			w.raw("</a>")
		}
	}
}

// link begins a link where the span is one.
func (w *htmlWriter) link(s span) bool {
	if !s.linked() {
		return false
	}
	w.raw(`<a href="`)
	if s.page != w.page {
		w.raw("../" + s.page.name() + "/" + IndexName(HTML))
	}
	w.raw("#")
	w.escaped(s.id)
	w.raw(`">`)
	return true
}
