package lua

// preferences are the columns. Wireshark rewrites the file when it ends: it is the user's after that.
const preferences = `# Columns and settings of the profile; written by whyrst.
gui.column.format: 
	"No.", "%m",
	"Time", "%t",
	"Source", "%s",
	"Destination", "%d",
	"Protocol", "%p",
	"RST cause", "%Cus:whyrst.cause:1:R",
	"Connection", "%Cus:whyrst.flow_cause:1:R",
	"Confidence", "%Cus:whyrst.confidence:1:R",
	"Responsible", "%Cus:whyrst.responsible:1:R",
	"Part", "%Cus:whyrst.part:0:R",
	"Flow", "%Cus:whyrst.flow_id:1:R",
	"Info", "%i"
`

// recent holds the widths of the columns. Formats stand without their suffix: 4.0 matches by field, 4.6 by place.
const recent = `# Widths of columns; written by whyrst.
column.width: 
	"%m", "60",
	"%t", "85",
	"%s", "110",
	"%d", "110",
	"%p", "60",
	"%Cus:whyrst.cause", "200",
	"%Cus:whyrst.flow_cause", "200",
	"%Cus:whyrst.confidence", "80",
	"%Cus:whyrst.responsible", "90",
	"%Cus:whyrst.part", "200",
	"%Cus:whyrst.flow_id", "50",
	"%i", "500"
`
