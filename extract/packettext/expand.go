package packettext

import (
	"strings"
)

// Bounds on what a script may unfold to: far beyond any case, small enough for fuzzing and hostile reports.
const (
	maxSteps   = 2_000_000 // lines executed, repetitions counted
	maxPackets = 500_000
	maxPayload = 64 << 20 // bytes over all packets
	maxDepth   = 16       // nested repeats
)

// node is a line, or a repeat block when body is set.
type node struct {
	src  srcLine
	body []node
	rep  bool
}

// tree reads the block structure of the text.
func (c *compiler) tree(text string, firstLine int) []node {
	type open struct {
		head  srcLine
		nodes []node
	}
	stack := []open{{}}
	for i, s := range strings.Split(text, "\n") {
		l := srcLine{text: s, line: firstLine + i}
		top := &stack[len(stack)-1]
		switch word := strings.TrimSpace(stripComment(s)); {
		case word == "":
		case word == "}":
			if len(stack) == 1 {
				c.errorf(l.line, strings.IndexByte(s, '}')+1, "} closes nothing")
				continue
			}
			stack = stack[:len(stack)-1]
			up := &stack[len(stack)-1]
			up.nodes = append(up.nodes, node{src: top.head, body: top.nodes, rep: true})
		case strings.HasSuffix(word, "{"):
			if len(stack) > maxDepth {
				c.errorf(l.line, 1, "more than %d nested blocks", maxDepth)
				return nil
			}
			stack = append(stack, open{head: l})
		default:
			top.nodes = append(top.nodes, node{src: l})
		}
	}
	if len(stack) > 1 {
		head := stack[len(stack)-1].head
		c.errorf(head.line, strings.LastIndexByte(head.text, '{')+1, "{ is never closed")
		return nil
	}
	return stack[0].nodes
}

// stripComment cuts a comment off: a # that begins a word outside quotes.
func stripComment(s string) string {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			end := quoteEnd(s, i)
			if end < 0 {
				return s
			}
			i = end - 1
		case s[i] == '#' && (i == 0 || isSpace(s[i-1])):
			return s[:i]
		}
	}
	return s
}

// run executes nodes with the loop variables of env.
func (c *compiler) run(nodes []node, env map[string]int64) {
	for _, n := range nodes {
		if c.steps++; c.steps > maxSteps {
			c.stop(n.src.line, "script unfolds to more than %d lines", maxSteps)
		}
		if c.stopped {
			return
		}
		l, ok := c.substitute(n.src, env, n.rep)
		if !ok {
			continue
		}
		toks, ok := c.lex(l)
		if !ok || len(toks) == 0 {
			continue
		}
		p := &cursor{c: c, line: l.line, toks: toks}
		if n.rep {
			c.repeat(p, n.body, env)
		} else {
			c.exec(p)
		}
	}
}

// repeat executes "repeat N [VAR] {"; VAR counts from 0.
func (c *compiler) repeat(p *cursor, body []node, env map[string]int64) {
	if t := p.next("repeat"); t.text != "repeat" {
		p.errorf(t.col, "only repeat opens a block, not %q", t.text)
	}
	count := int64(p.uint("number of repetitions", maxSteps))
	name := ""
	if !p.failed && p.peek() != "{" {
		t := p.next("variable or {")
		if name = t.text; !isName(name) {
			p.errorf(t.col, "%q is no variable name", name)
		}
	}
	if t := p.next("{"); !p.failed && t.text != "{" {
		p.errorf(t.col, "{ expected, not %q", t.text)
	}
	if p.finish(); p.failed {
		return
	}
	inner := make(map[string]int64, len(env)+1)
	for k, v := range env {
		inner[k] = v
	}
	for i := int64(0); i < count && !c.stopped; i++ {
		if name != "" {
			inner[name] = i
		}
		if c.steps++; c.steps > maxSteps {
			c.stop(p.line, "script unfolds to more than %d lines", maxSteps)
		}
		c.run(body, inner)
	}
}

// substitute replaces {expression} outside quotes by its value. The brace that opens a block stays.
func (c *compiler) substitute(l srcLine, env map[string]int64, block bool) (srcLine, bool) {
	s := stripComment(l.text)
	if !strings.Contains(s, "{") {
		return srcLine{s, l.line, nil}, true
	}
	var b strings.Builder
	var cols []int
	put := func(v string, col, step int) {
		for i := 0; i < len(v); i++ {
			cols = append(cols, col+i*step)
		}
		b.WriteString(v)
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			end := quoteEnd(s, i)
			if end < 0 {
				end = len(s)
			}
			put(s[i:end], i+1, 1)
			i = end - 1
		case s[i] == '{' && !(block && strings.TrimSpace(s[i+1:]) == ""):
			n := strings.IndexByte(s[i:], '}')
			if n < 0 {
				c.errorf(l.line, i+1, "{ has no closing }")
				return l, false
			}
			v, at, msg := evalExpr(s[i+1:i+n], env)
			if msg != "" {
				c.errorf(l.line, i+2+at, "%s", msg)
				return l, false
			}
			put(v, i+1, 0)
			i += n
		default:
			put(s[i:i+1], i+1, 1)
		}
	}
	return srcLine{b.String(), l.line, cols}, true
}
