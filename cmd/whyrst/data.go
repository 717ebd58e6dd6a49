package main

import (
	"whyrst/export"
	"whyrst/extract/fact"
)

// dataSource answers from the tables of a data set.
type dataSource struct {
	*export.Reader
	tables map[string]bool
}

// openData opens the data set in a folder.
func openData(dir string) (*dataSource, error) {
	r, err := export.Open(dir)
	if err != nil {
		return nil, &failure{exitUsage, err}
	}
	d := &dataSource{r, map[string]bool{}}
	for _, t := range r.Manifest().Tables {
		d.tables[t.Table] = true
	}
	if !d.tables[export.Resets.String()] {
		return nil, usage("%s has no table resets: extract it with one", dir)
	}
	return d, nil
}

// rankedColumns are those of resets that a ranking looks at.
var rankedColumns = []string{
	"capture", "frame_number", "flow_id", "client_ip", "server_ip", "client_port", "server_port", "rst_role",
	"rst_cause", "rst_family", "rst_confidence", "rst_responsible", "rst_verdict", "rst_loss_risk", "rst_title", "rst_advice",
}

func (d *dataSource) resets(pick export.Select, each func(*fact.JudgedReset)) error {
	for rows, err := range d.Resets(pick) {
		if err != nil {
			return err
		}
		for i := range rows {
			each(&rows[i])
		}
	}
	return nil
}

func (d *dataSource) flowOf(capture string, frame int64) (flow int64, err error) {
	if !d.tables[export.Packets.String()] {
		return 0, usage("frame %d is no RST, and the data set has no table packets to look it up in", frame)
	}
	one := fact.Some(frame)
	pick := export.Select{Columns: []string{"capture", "frame_number", "flow_id"}, Capture: capture, FirstFrame: one, LastFrame: one}
	captures := map[string]bool{}
	for rows, err := range d.Packets(pick) {
		if err != nil {
			return 0, err
		}
		for i := range rows {
			if rows[i].FlowID.Known {
				flow = rows[i].FlowID.V
				captures[rows[i].Capture] = true
			}
		}
	}
	if len(captures) > 1 {
		return 0, usage("several captures have a frame %d: say which with --capture", frame)
	}
	return flow, nil
}

func (d *dataSource) packets(capture string, flow int64) (out []fact.Packet, err error) {
	if !d.tables[export.Packets.String()] {
		return nil, nil // the story stands without them
	}
	for rows, err := range d.Packets(export.Select{Capture: capture, Flow: fact.Some(flow)}) {
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// loss: what the captures lost, the extraction has said; nothing more is lost by asking.
func (d *dataSource) loss() error { return nil }
