package lua

import (
	"fmt"
	"strings"

	"whyrst/rules"
)

// named is a filter with its name.
type named struct{ name, filter string }

// causesByFamily lists the causes of a family in the order of their names in the set.
func causesByFamily(set *rules.Set, family string) (ids []string) {
	for _, r := range set.Rules() {
		if r.Family == family {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// buttons is the UAT file dfilter_buttons. A // in a name makes a menu.
func buttons(set *rules.Set) []byte {
	list := []named{
		{"RST", "whyrst.cause"},
		{"RST flow", "whyrst.flow_id == ${whyrst.flow_id} && whyrst.source == ${whyrst.source}"},
		{"Harmful", `whyrst.verdict == "harmful"`},
		{"RST//Harmful", `whyrst.verdict == "harmful"`},
		{"RST//Suspicious", `whyrst.verdict == "suspicious"`},
		{"RST//With its evidence", "whyrst.cause || whyrst.part"},
		{"RST//All of affected connections", "whyrst.flow_cause"},
		{"RST//Without a verdict", "tcp.flags.reset == 1 && !whyrst.cause"},
	}
	for _, family := range rules.Families {
		list = append(list, named{"RST//" + family + "//all", fmt.Sprintf("whyrst.family == %q", family)})
		for _, id := range causesByFamily(set, family) {
			list = append(list, named{"RST//" + family + "//" + id, "whyrst.cause == " + FilterText(id)})
		}
	}
	b := []byte("# Buttons; written by whyrst.\n")
	for _, n := range list[1:] {
		b = append(b, `"TRUE",`+uatText(n.name)+","+uatText(n.filter)+","+uatText("")+"\n"...)
	}
	return b
}

// bookmarks is the file dfilters: filters by name.
func bookmarks(set *rules.Set) []byte {
	var b strings.Builder
	for _, n := range []named{
		{"RST: all with a verdict", "whyrst.cause"},
		{"RST: harmful", `whyrst.verdict == "harmful"`},
		{"RST: data may be lost", `whyrst.loss_risk in {"likely", "certain"}`},
		{"RST: forged or suspicious", `whyrst.family == "forgery" || whyrst.verdict == "suspicious"`},
		{"RST: first of its connection", `whyrst.role == "primary"`},
		{"RST: without a verdict", "tcp.flags.reset == 1 && !whyrst.cause"},
		{"RST: affected connections", "whyrst.flow_cause"},
	} {
		fmt.Fprintf(&b, "%q %s\n", n.name, n.filter)
	}
	for _, r := range set.Rules() {
		fmt.Fprintf(&b, "\"RST: %s\" whyrst.cause == %s\n", r.ID, FilterText(r.ID))
	}
	return []byte(b.String())
}

// macros is a file of macros; line gives a macro the form of the file: dfilter_macros is a UAT file read up to 4.2,
// dmacros has the form of bookmarks and is read from 4.4 on. Both are called as ${rst_flow:11}.
func macros(line func(name, filter string) string) []byte {
	var b strings.Builder
	for _, n := range []named{
		{"rst_flow", "whyrst.flow_id == $1"},
		{"rst_cause", "whyrst.cause == $1"},
		{"rst_conn", "whyrst.flow_cause == $1"},
	} {
		b.WriteString(line(n.name, n.filter) + "\n")
	}
	return []byte(b.String())
}

// ioGraphs is the UAT file io_graphs: RSTs over time by family.
func ioGraphs() []byte {
	b := []byte("# RSTs over time; written by whyrst.\n")
	for _, c := range familyColours {
		cells := []string{"Enabled", "RST " + c.name, fmt.Sprintf("whyrst.family == %q", c.name),
			fmt.Sprintf("#%06x", c.background), "Stacked Bar", "Packets", "", "None", "1"}
		for i, s := range cells {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, uatText(s)...)
		}
		b = append(b, '\n')
	}
	return b
}
