package export

import (
	"slices"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/parquetfile"
	"whyrst/extract/fact"
)

// table is what there is to know of a table before it has rows.
type table struct {
	Table
	name string
	// layout is that of the rows, verdict that of fact.Judged where only some rows have one, else nil.
	layout, verdict *batch.Layout
	// columns are those of layout and then those of verdict.
	columns []parquetfile.Column
	// sortedBy are indexes of columns by which the rows of a file rise.
	sortedBy []int
	// pageRows is the number of rows of a batch, which is a page of each column or a part of one; groupRows, a
	// multiple of it, that of a row group.
	pageRows, groupRows int
	// ts and frame are the indexes of ts_ns and frame_number.
	ts, frame int
}

// Rows of a page and a row group. Pages of packets: twice as many rows as here cost another 3 ns of 430 a row less and
// twice the memory, half as many 35 ns more, most of it for the tables that zstd makes anew for each page. Row groups
// of packets are some 20 MB, what a task of Spark or a thread of DuckDB likes, those of the others 122,880 rows,
// DuckDB's own default. Rows of resets are wide, so that their batches are shorter.
const (
	packetPage, packetGroup = 32768, 16 * packetPage
	flowPage, flowGroup     = 8192, 15 * flowPage
	resetPage, resetGroup   = 4096, 30 * resetPage
)

// ordered columns rise with the row, or nearly: a range of them is a range of pages.
var ordered = []string{"frame_number", "ts", "ts_ns", "flow_id", "tcp_stream"}

// bloomed columns are asked for by value: one connection, one host.
var bloomed = map[Table][]string{
	Packets: {"flow_id", "tcp_stream", "ip_src", "ip_dst", "icmp_ref_flow_id"},
	Flows:   {"flow_id", "tcp_stream", "community_id", "client_ip", "server_ip", "client_port", "server_port"},
	Resets:  {"flow_id", "tcp_stream", "client_ip", "server_ip", "client_port", "server_port"},
}

// tables are in the order of Table.
var tables = [numTables]*table{
	newTable(Packets, packetPage, packetGroup, batch.NewLayout(fact.PacketColumns), verdictLayout()),
	newTable(Flows, flowPage, flowGroup, batch.NewLayout(fact.FlowColumns), verdictLayout()),
	newTable(Resets, resetPage, resetGroup, batch.NewLayout(fact.JudgedResetColumns), nil),
	newTable(Captures, resetPage, resetGroup, batch.NewLayout(fact.CaptureColumns), nil),
}

func verdictLayout() *batch.Layout { return batch.NewSparse(fact.JudgedColumns) }

func newTable(t Table, pageRows, groupRows int, layout, verdict *batch.Layout) *table {
	out := &table{Table: t, name: t.String(), layout: layout, verdict: verdict, pageRows: pageRows, groupRows: groupRows}
	for _, l := range []*batch.Layout{layout, verdict} {
		if l == nil {
			continue
		}
		for i := range l.Columns {
			c := &l.Columns[i]
			out.columns = append(out.columns, parquetfile.Column{
				Column:  c,
				Ordered: t != Captures && slices.Contains(ordered, c.Name),
				Bloom:   slices.Contains(bloomed[t], c.Name),
			})
		}
	}
	if t == Packets {
		out.sortedBy = []int{layout.Lookup("frame_number")}
	}
	out.ts, out.frame = layout.Lookup("ts_ns"), layout.Lookup("frame_number")
	return out
}
