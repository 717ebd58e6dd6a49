package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// label is what is known of one reset without looking at our verdict.
type label struct {
	capture   string // path of the capture
	frame     int64  // of the connection's first RST
	origin    string // kernel, injected or stack; empty where nobody recorded it
	situation string
	accepted  []string // cause ids, best first
}

// readLabels reads a labels file of either kind: X.labels.tsv beside one capture, or a casebook, whose
// first column names a file below corpus. A header line names the columns.
func readLabels(file, capture, corpus string) ([]label, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(lines) < 2 {
		return nil, fmt.Errorf("%s: no labels", file)
	}
	at := map[string]int{}
	for i, name := range lines[0] {
		at[name] = i
	}
	column := func(line []string, names ...string) string {
		for _, n := range names {
			if i, ok := at[n]; ok {
				return line[i]
			}
		}
		return ""
	}
	var out []label
	for i, line := range lines[1:] {
		frame, err := strconv.ParseInt(column(line, "frame", "primary_frame"), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: no frame: %w", file, i+2, err)
		}
		l := label{
			capture: capture, frame: frame, origin: column(line, "origin"),
			situation: column(line, "scenario", "situation"),
			accepted:  strings.Fields(column(line, "accepted_causes")),
		}
		if name := column(line, "file"); name != "" {
			l.capture = filepath.Join(corpus, name)
		}
		if l.capture == "" || len(l.accepted) == 0 {
			return nil, fmt.Errorf("%s:%d: a label needs a capture and accepted causes", file, i+2)
		}
		out = append(out, l)
	}
	return out, nil
}
