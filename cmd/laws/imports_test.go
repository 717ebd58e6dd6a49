package laws

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// edges lists what a room may import of ours, with the reason. A room that is not here may not exist: a
// new one is a decision, and its line is the place where it is written down.
var edges = map[string]map[string]string{
	"extract/seq":     {},
	"extract/capture": {}, // frames are bytes; what they mean is nobody's business here
	"extract/fact":    {}, // the contract: whoever shares it must not inherit anything else
	"extract/packet": {
		"extract/seq": "a TCP header's numbers have the type that can't be compared with <",
	},
	"extract/flow/app": {
		"extract/seq":  "framing reads bytes in sequence order",
		"extract/fact": "the states of HTTP messages and the protocols are the contract's enums",
	},
	"extract/flow/cross": {
		"extract/seq":  "a stale tuple is told by its sequence numbers",
		"extract/fact": "cross-flow facts are columns of the reset",
	},
	"extract/flow/idle": {
		"extract/fact": "a known timer is named by columns of the reset",
	},
	"extract/flow/tuple": {}, // the ends of a connection and a table of them, whatever the records are
	"extract/flow/wireshark": {
		"extract/packet":     "Wireshark's numbers are computed from decoded segments",
		"extract/seq":        "sequence space",
		"extract/fact":       "the analysis flags are bits of a column",
		"extract/flow/tuple": "conversations are found by their ends",
	},
	"extract/flow/zeek": {
		"extract/packet": "states and history follow a segment's flags and payload",
		"extract/seq":    "sequence space",
		"extract/fact":   "conn_state is a column's enum",
	},
	"extract/flow": {
		"extract/packet":         "tracking reads decoded segments",
		"extract/seq":            "sequence space",
		"extract/fact":           "what it finds are facts",
		"extract/flow/app":       "application framing is asked about the in-order bytes of a flow",
		"extract/flow/cross":     "other connections are evidence too",
		"extract/flow/idle":      "an idle time is compared with known timers when the row is sealed",
		"extract/flow/tuple":     "connections are found by their ends",
		"extract/flow/wireshark": "a flow's row carries Wireshark's completeness",
		"extract/flow/zeek":      "and Zeek's state and history",
	},
	"extract/packettext": {}, // tests speak to it in text and get a capture: it must not share code with what it tests
	"extract": {
		"extract/capture":        "the pipeline begins with frames",
		"extract/packet":         "decodes them",
		"extract/flow":           "tracks them",
		"extract/flow/app":       "sizes the framing pool",
		"extract/flow/cross":     "sizes the cross-flow windows",
		"extract/flow/idle":      "hands on the user's table of timers",
		"extract/flow/wireshark": "the columns with Wireshark's names stand beside the flow's own",
		"extract/fact":           "ends with rows",
		"extract/seq":            "sequence space",
	},
	"rules/predicate": {
		"extract/fact": "predicates speak of columns",
	},
	"rules": {
		"extract/fact":    "rules see a row and nothing else: neither packets nor flow state",
		"rules/predicate": "a rule is a predicate with prose",
	},
	"export": {
		"extract/fact": "tables are rows: export has never heard of TCP or of rules",
	},
	"lua": {
		"extract/fact": "verdicts are columns",
		"rules":        "fields, causes and expert items come from the catalogue",
	},
	"cmd/laws": {},
}

// mayImportAnything are the rooms that wire the others together; nothing may import them.
const commands = "cmd/"

// testEdges lists what tests may import beyond edges of their room.
var testEdges = map[string]string{
	"extract/packettext": "cases are written as text",
	"extract/fact":       "cases expect columns",
	"extract/seq":        "cases build segments",
	"extract":            "cases run through the whole pipeline: rules are tested on the rows that it makes",
	"extract/packet":     "frames made for a test are decoded",
	"extract/capture":    "captures made for a test are read",
}

// modules confines what is not ours: a library that everything imports can't be replaced.
var modules = []struct {
	prefix string
	rooms  []string
	reason string
}{
	{"github.com/parquet-go/", []string{"export"}, "Parquet is a format of export's"},
	{"github.com/apache/arrow/", []string{"export"}, "Arrow is a format of export's, and v17 is frozen: one room to change"},
	{"github.com/google/gopacket", []string{"extract/packet", "extract/packettext", "lua", commands}, "rare layers, and building captures; never the hot path"},
	{"github.com/klauspost/compress", []string{"extract/capture", "export", "lua", commands}, "compressed captures and tables"},
	{"github.com/pierrec/lz4", []string{"extract/capture", "export"}, "compressed captures and Arrow buffers"},
	{"github.com/ulikunitz/xz", []string{"extract/capture"}, "compressed captures"},
	{"github.com/spf13/cobra", []string{commands}, "flags belong to the command line"},
	{"github.com/schollz/progressbar", []string{commands}, "a terminal belongs to the command line"},
	{"github.com/jedib0t/go-pretty", []string{commands}, "a terminal belongs to the command line"},
	{"golang.org/x/term", []string{commands}, "a terminal belongs to the command line"},
}

// TestImportEdges holds the rooms apart.
func TestImportEdges(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, spec := range f.ast.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			at := f.set.Position(spec.Pos())
			if ours, ok := strings.CutPrefix(name, "whyrst/"); ok {
				if why := refusal(&f, ours); why != "" {
					t.Errorf("%s: %s imports %s: %s", at, f.dir(), ours, why)
				}
				continue
			}
			if why := foreign(&f, name); why != "" {
				t.Errorf("%s: %s imports %s: %s", at, f.dir(), name, why)
			}
		}
	}
}

// refusal says why a file may not import a room of ours; empty if it may.
func refusal(f *goFile, ours string) string {
	room := roomOf(f.dir())
	if strings.HasPrefix(ours, commands) {
		return "nothing imports a command"
	}
	if strings.HasPrefix(f.dir(), commands) && room != "cmd/laws" {
		return ""
	}
	may, known := edges[room]
	if !known {
		return "the room is not in the table of edges: say there what it may import, and why"
	}
	if _, ok := may[ours]; ok || ours == room || strings.HasPrefix(ours, room+"/internal/") {
		return ""
	}
	if _, ok := testEdges[ours]; ok && f.test {
		return ""
	}
	return "not an edge of the architecture; it may import " + strings.Join(slices.Sorted(maps.Keys(may)), ", ")
}

// foreign says why a file may not import a package of others; empty if it may.
func foreign(f *goFile, name string) string {
	standard := !strings.Contains(strings.Split(name, "/")[0], ".")
	if standard || f.test {
		return ""
	}
	if room := roomOf(f.dir()); room == "extract/fact" || room == "extract/seq" {
		return "standard library only"
	}
	for _, m := range modules {
		if !strings.HasPrefix(name, m.prefix) {
			continue
		}
		for _, room := range m.rooms {
			if room == roomOf(f.dir()) || room == commands && strings.HasPrefix(f.dir(), commands) {
				return ""
			}
		}
		return "confined to " + strings.Join(m.rooms, ", ") + ": " + m.reason
	}
	return ""
}

// roomOf is the folder without an internal part: a room's internals obey the room's edges.
func roomOf(dir string) string {
	room, _, _ := strings.Cut(dir+"/", "/internal/")
	return strings.TrimSuffix(path.Clean(room), "/")
}

// TestNoDrawerForOddsAndEnds refuses packages named after nothing, and top-level folders beyond the agreed.
func TestNoDrawerForOddsAndEnds(t *testing.T) {
	top := map[string]bool{"cmd": true, "extract": true, "rules": true, "export": true, "lua": true}
	for _, f := range goFiles(t) {
		if first, _, nested := strings.Cut(f.name, "/"); !nested || !top[first] {
			t.Errorf("%s: Go code lives in cmd, extract, rules, export and lua", f.name)
		}
		for _, part := range strings.Split(f.dir(), "/") {
			if slices.Contains([]string{"util", "utils", "common", "helpers", "misc", "types"}, part) {
				t.Errorf("%s: %q says nothing of what it holds", f.name, part)
			}
		}
	}
}
