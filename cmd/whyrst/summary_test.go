package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"whyrst/extract/fact"
)

func TestSummarySaysWhatWasReadFoundAndLost(t *testing.T) {
	var causes tally
	for range 3 {
		r := judgedReset("port_closed", "benign", fact.Certain, 1)
		causes.add(&r.Reset, &r.Verdict)
	}
	r := judgedReset("forged_race", "harmful", fact.Likely, 2)
	r.Responsible = "middlebox"
	causes.add(&r.Reset, &r.Verdict)
	r.Role = fact.RoleRepeat
	causes.add(&r.Reset, &r.Verdict)
	m := summary{
		captures: []fact.Capture{
			{Path: "a.pcap", Frames: 1000, FramesTCP: 900, Flows: 20, Resets: 5, Status: "ok"},
			{Path: "b.pcap", Frames: 500, Flows: 1, Status: "damaged", LostBytes: 10},
		},
		causes: &causes, took: 500 * time.Millisecond,
		tables: []tableSize{{"out/packets", 1500, 4096}}, next: []string{"whyrst explain out"},
	}
	var out bytes.Buffer
	if err := m.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2 captures, 1,500 packets (900 TCP), 21 connections, 5 resets; 4 connections were reset\n",
		"0.50 s, 3,000 packets/s\n",
		"port_closed  server                 3        3  ████████████████████\n",
		"forged_race  middlebox              1        0  ██████▋\n",
		"Lost: something of 1 capture, 10 bytes that could not be read", "out/packets  1,500 rows  4.1 kB", "whyrst explain out",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

func TestSummaryCountsTheWorstOfACause(t *testing.T) {
	var causes tally
	for _, harm := range []string{"benign", "harmful", "suspicious"} {
		r := judgedReset("port_closed", harm, fact.Certain, 1)
		causes.add(&r.Reset, &r.Verdict)
	}
	if got := causes.sorted(); len(got) != 1 || got[0].harm != "harmful" || got[0].resets != 3 {
		t.Errorf("%+v", got)
	}
}
