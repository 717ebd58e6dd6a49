package packettext

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// Case is one case archive: what a rule is about, packet stories that make it fire and stories it spares.
type Case struct {
	Name     string // file name without directory and .txtar
	Doc      string // the comment of the archive
	Sections []Section
}

// SectionKind says what a section is to show.
type SectionKind uint8

// Kinds of sections.
const (
	Fires  SectionKind = iota // the rule fires
	Spares                    // a near miss: a neighbour's case, or none
)

func (k SectionKind) String() string { return [...]string{"fires", "spares"}[k] }

// Section is one story and what is wanted of it.
type Section struct {
	Kind      SectionKind
	Neighbour string // Spares: id of the cause that is right instead; "" if the heading names none
	Why       string // the words of the heading
	Line      int    // of the heading in the archive
	Script    *Script
	Want      []Want
}

// WantKind is the kind of a line below -- want --.
type WantKind uint8

// Kinds of wanted things.
const (
	WantVerdict WantKind = iota // CONFIDENCE CAUSE by RESPONSIBLE
	WantFact                    // fact NAME = VALUE
	WantNot                     // not CAUSE
	WantOption                  // option: TEXT
	WantText                    // frame N: TEXT, where TEXT is none of the above
)

// Want is one line below -- want --. It is about the primary reset of the last flow that has one, unless
// Frame names another.
type Want struct {
	Line        int
	Kind        WantKind
	Frame       int64 // of "frame N:", a frame number of the script as written; 0: none given
	Confidence  string
	Cause       string // WantVerdict, WantNot
	Responsible string
	Name, Value string // WantFact
	Text        string // WantOption, WantText; else the line as written
}

// LoadCase reads an archive. The error, if any, is from the file system or of type Errors.
func LoadCase(path string) (*Case, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseCase(path, b)
}

// LoadCases reads the archives that match a pattern of filepath.Glob, in order of their names.
func LoadCases(pattern string) ([]*Case, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var out []*Case
	var errs Errors
	for _, path := range paths {
		c, err := LoadCase(path)
		if es, ok := err.(Errors); ok {
			errs = append(errs, es...)
		} else if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return out, nil
}

// ParseCase reads an archive from memory; name is used in messages. All faults are reported at once.
func ParseCase(name string, data []byte) (*Case, error) {
	ar := txtar.Parse(data)
	c := &Case{Name: strings.TrimSuffix(filepath.Base(name), ".txtar"), Doc: strings.TrimSpace(string(ar.Comment))}
	r := &caseReader{file: name}
	line := 1 + strings.Count(string(ar.Comment), "\n")
	for _, f := range ar.Files {
		r.section(c, f, line)
		line += 1 + strings.Count(string(f.Data), "\n")
	}
	for _, s := range c.Sections {
		if s.Want == nil {
			r.errorf(s.Line, 1, "section has no -- want --")
		}
	}
	if len(c.Sections) == 0 {
		r.errorf(1, 1, "no section begins with -- fires -- or -- spares --")
	}
	if len(r.errs) > 0 {
		slices.SortStableFunc(r.errs, func(a, b *Error) int { return a.Line - b.Line })
		return nil, r.errs
	}
	return c, nil
}

type caseReader struct {
	file string
	errs Errors
}

func (r *caseReader) errorf(line, col int, format string, args ...any) {
	r.errs = append(r.errs, &Error{r.file, line, col, fmt.Sprintf(format, args...)})
}

// section reads one file of the archive, whose heading stands at line.
func (r *caseReader) section(c *Case, f txtar.File, line int) {
	kind, rest, _ := strings.Cut(f.Name, ":")
	s := Section{Line: line, Why: strings.TrimSpace(rest)}
	switch kind = strings.TrimSpace(kind); kind {
	case "want":
		n := len(c.Sections)
		if n == 0 || c.Sections[n-1].Want != nil {
			r.errorf(line, 1, "-- want -- follows no -- fires -- or -- spares --")
			return
		}
		faults := len(r.errs)
		c.Sections[n-1].Want = r.wants(string(f.Data), line+1)
		if len(c.Sections[n-1].Want) == 0 && len(r.errs) == faults {
			r.errorf(line, 1, "-- want -- wants nothing")
		}
		return
	case "fires":
	case "spares":
		s.Kind = Spares
		if id, why, ok := strings.Cut(s.Why, ":"); ok && isID(strings.TrimSpace(id)) {
			s.Neighbour, s.Why = strings.TrimSpace(id), strings.TrimSpace(why)
		}
	default:
		r.errorf(line, 1, "-- %s -- is none of fires, spares, want", f.Name)
		return
	}
	script, err := parseAt(r.file, string(f.Data), line+1)
	if es, ok := err.(Errors); ok {
		r.errs = append(r.errs, es...)
	}
	s.Script = script
	c.Sections = append(c.Sections, s)
}

// wants reads the lines below -- want --; # begins a comment.
func (r *caseReader) wants(text string, line int) []Want {
	out := []Want{}
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(stripComment(l))
		if l == "" {
			continue
		}
		w := Want{Line: line + i, Text: l}
		if rest, ok := strings.CutPrefix(l, "frame "); ok {
			num, what, ok := strings.Cut(rest, ":")
			n, err := strconv.ParseInt(strings.TrimSpace(num), 10, 64)
			if !ok || err != nil || n < 1 {
				r.errorf(w.Line, 1, "%q is not written frame N: …", l)
				continue
			}
			w.Frame, w.Kind, w.Text = n, WantText, strings.TrimSpace(what)
		}
		if msg := w.parse(); msg != "" {
			r.errorf(w.Line, 1, "%s", msg)
			continue
		}
		out = append(out, w)
	}
	return out
}

var confidences = []string{"certain", "likely", "possible"}

// parse reads Text; the message tells what is wrong with it.
func (w *Want) parse() string {
	words := strings.Fields(w.Text)
	if len(words) == 0 {
		return "nothing is wanted of the frame"
	}
	switch {
	case words[0] == "fact":
		name, val, ok := strings.Cut(strings.TrimPrefix(w.Text, "fact"), "=")
		w.Kind, w.Name, w.Value = WantFact, strings.TrimSpace(name), strings.TrimSpace(val)
		if !ok || !isID(w.Name) || w.Value == "" {
			return fmt.Sprintf("%q is not written fact NAME = VALUE", w.Text)
		}
	case words[0] == "not":
		if len(words) != 2 || !isID(words[1]) {
			return fmt.Sprintf("%q is not written not CAUSE", w.Text)
		}
		w.Kind, w.Cause = WantNot, words[1]
	case strings.HasPrefix(w.Text, "option:"):
		w.Kind, w.Text = WantOption, strings.TrimSpace(strings.TrimPrefix(w.Text, "option:"))
	case slices.Contains(confidences, words[0]):
		if len(words) < 4 || words[2] != "by" || !isID(words[1]) {
			return fmt.Sprintf("%q is not written CONFIDENCE CAUSE by RESPONSIBLE", w.Text)
		}
		w.Kind, w.Confidence, w.Cause = WantVerdict, words[0], words[1]
		w.Responsible = strings.Join(words[3:], " ")
	case w.Frame == 0:
		return fmt.Sprintf("%q begins with none of certain, likely, possible, frame, fact, not, option:", w.Text)
	}
	return ""
}

// isID: lower-case letters, digits, _ and -, as causes and facts are named.
func isID(s string) bool {
	for i := 0; i < len(s); i++ {
		if b := s[i]; b != '_' && b != '-' && (b < 'a' || b > 'z') && (b < '0' || b > '9') {
			return false
		}
	}
	return s != ""
}
