package main

import (
	"cmp"
	"slices"

	"whyrst/extract/fact"
)

// ranking gathers verdicts by cause and orders them by harm: what a reader must act on comes first, however
// often the harmless happens. Memory is bounded by the causes, not by the resets.
type ranking struct {
	groups map[groupKey]*group
	// connections counts primary resets, further the RSTs that only repeat a story.
	connections, further int64
}

// groupKey sets apart what needs different action.
type groupKey struct{ harm, cause, responsible string }

// group is the resets of one cause with one responsible side and one verdict.
type group struct {
	Harm        string           `json:"verdict"`
	Cause       string           `json:"cause"`
	Family      string           `json:"family"`
	Responsible string           `json:"responsible"`
	Connections int64            `json:"connections"`
	Confidence  map[string]int64 `json:"confidence"`
	LossRisk    map[string]int64 `json:"loss_risk"`
	// Servers are addresses with ports, Hosts addresses alone: one of them tells where the trouble sits.
	Servers top `json:"servers"`
	Hosts   top `json:"server_hosts"`
	Clients top `json:"clients"`
	// Example is the first of the surest.
	Example example `json:"example"`

	surest fact.Confidence
}

// example points at one reset of a group.
type example struct {
	Capture string `json:"capture"`
	Frame   int64  `json:"frame"`
	FlowID  int64  `json:"flow_id"`
	Title   string `json:"title"`
	Advice  string `json:"advice"`
}

// add counts one judged reset.
func (k *ranking) add(r *fact.JudgedReset) {
	if r.Role != fact.RolePrimary {
		k.further++
		return
	}
	k.connections++
	key := groupKey{r.Harm, r.Cause, r.Responsible}
	g := k.groups[key]
	if g == nil {
		g = &group{
			Harm: r.Harm, Cause: r.Cause, Family: r.Family, Responsible: r.Responsible,
			Confidence: map[string]int64{}, LossRisk: map[string]int64{},
		}
		if k.groups == nil {
			k.groups = map[groupKey]*group{}
		}
		k.groups[key] = g
	}
	if g.Connections == 0 || r.Confidence > g.surest {
		g.surest = r.Confidence
		g.Example = example{r.Capture, r.FrameNumber, r.FlowID, r.Title, r.Advice}
	}
	g.Connections++
	g.Confidence[r.Confidence.String()]++
	g.LossRisk[r.LossRisk]++
	g.Servers.add(endpoint(r.ServerIP, r.ServerPort))
	g.Hosts.add(r.ServerIP.String())
	g.Clients.add(r.ClientIP.String())
}

// sorted lists the groups: harmful before suspicious before benign, then by count.
func (k *ranking) sorted() []*group {
	out := make([]*group, 0, len(k.groups))
	for _, g := range k.groups {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b *group) int {
		return cmp.Or(
			cmp.Compare(slices.Index(harms, a.Harm), slices.Index(harms, b.Harm)),
			cmp.Compare(b.Connections, a.Connections),
			cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Responsible, b.Responsible))
	})
	return out
}

// byHarm counts connections by verdict.
func (k *ranking) byHarm() map[string]int64 {
	out := map[string]int64{}
	for _, g := range k.groups {
		out[g.Harm] += g.Connections
	}
	return out
}

// top counts names, of which the most frequent are shown.
type top struct {
	// Distinct is the number of different names; a floor once there are too many to hold.
	Distinct int64 `json:"distinct"`
	// Most are the most frequent, filled by rank.
	Most []named `json:"most"`

	counts map[string]int64
}

// named is a name with its count.
type named struct {
	Name        string `json:"name"`
	Connections int64  `json:"connections"`
}

// maxNames bounds the names that a group remembers: a scan has millions.
const maxNames = 10_000

func (t *top) add(name string) {
	if t.counts == nil {
		t.counts = map[string]int64{}
	}
	if _, known := t.counts[name]; known || len(t.counts) < maxNames {
		t.counts[name]++
	}
}

// rank fills Distinct and Most with the n most frequent names.
func (t *top) rank(n int) {
	t.Distinct = int64(len(t.counts))
	t.Most = make([]named, 0, len(t.counts))
	for name, c := range t.counts {
		t.Most = append(t.Most, named{name, c})
	}
	slices.SortFunc(t.Most, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.Connections, a.Connections), cmp.Compare(a.Name, b.Name))
	})
	t.Most = t.Most[:min(n, len(t.Most))]
}

// endpoint writes an address with its port as people do: 192.0.2.1:80, [2001:db8::1]:80.
func endpoint(a fact.Addr, port uint16) string {
	if a.Version == 6 {
		return "[" + a.String() + "]:" + itoa(int64(port))
	}
	return a.String() + ":" + itoa(int64(port))
}
