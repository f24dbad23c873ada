package escape

import (
	"html"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for in, want := range map[string]string{
		"plain":          "plain",
		`<a href="x">&'`: "&lt;a href=&quot;x&quot;&gt;&amp;&#39;",
		"]]></script>":   "]]&gt;&lt;/script&gt;",
		"a\x00\x07b\tc":  "a\uFFFD\uFFFDb\tc",
		"\xff é \uFFFE!": "\uFFFD é \uFFFD!",
	} {
		if got := HTML(in); got != want {
			t.Errorf("HTML(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"plain text.":            "plain text.",
		"connect_cb":             "connect_cb",
		"_emphasis_":             "&#095;emphasis&#095;",
		"a | b":                  "a &#124; b",
		"# heading":              "&#035; heading",
		"- item":                 "&#045; item",
		"+ item":                 "&#043; item",
		"= = =":                  "&#061; = =",
		"1. item":                "1&#046; item",
		"12) item":               "12&#041; item",
		"1.2.0 is no item":       "1.2.0 is no item",
		"a 1. b":                 "a 1. b",
		"[x](y) ![i](j)":         "&#091;x&#093;(y) !&#091;i&#093;(j)",
		"<b>&amp;</b>":           "&#060;b&#062;&#038;amp;&#060;/b&#062;",
		"`code` ~~x~~ $1$ \\* *": "&#096;code&#096; &#126;&#126;x&#126;&#126; &#036;1&#036; &#092;&#042; &#042;",
		"two\nlines\r\n":         "two lines  ",
		"a\x07b":                 "a\uFFFDb",
	} {
		got := string(AppendMarkdown(nil, in))
		if got != want {
			t.Errorf("Markdown of %q is %q, want %q", in, got, want)
		}
		// What a reader sees is what was written.
		seen := strings.NewReplacer("\n", " ", "\r", " ", "\x07", "\uFFFD").Replace(in)
		if html.UnescapeString(got) != seen {
			t.Errorf("%q is seen as %q", in, html.UnescapeString(got))
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for in, want := range map[string]string{
		"":          "",
		"a b":       "`a b`",
		"a*b_c<d>":  "`a*b_c<d>`",
		"a|b":       "<code>a&#124;b</code>",
		"`":         "<code>&#096;</code>",
		`a\`:        "<code>a&#092;</code>",
		" padded ":  "<code> padded </code>",
		"a\nb":      "<code>a b</code>",
		"</code>\\": "<code>&#060;/code&#062;&#092;</code>",
	} {
		if got := string(AppendMarkdownCode(nil, in)); got != want {
			t.Errorf("code of %q is %q, want %q", in, got, want)
		}
	}
}
