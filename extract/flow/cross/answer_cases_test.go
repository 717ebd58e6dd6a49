package cross

var answerCases = []scriptCase{
	{"backscatter: refusals to many who asked nothing", `
		*12/0.1 0 open a{i}:1001>s:80 refusal s
		*12/0.1 0 rst a{i}:1001>s:80 s reply_noack
		3 seal a0:1001>s:80`, "rst_only_targets_60s=12 rst_only_sources_60s=1"},
	{"many answer one that asked nothing", `
		*12/0.1 0 open a:{1001+i}>s{i}:80 synack s
		*12/0.1 1 rst a:{1001+i}>s{i}:80 s bare_abort
		3 seal a:1001>s0:80`, "rst_only_targets_60s=1 rst_only_sources_60s=12"},
	{"hundreds answer one that asked nothing", `
		*300/0.01 0 open a:{1001+i}>s{i}:80 synack s
		3 rst a:1001>s0:80 s bare_abort
		3 seal a:1001>s0:80`, "rst_only_targets_60s=1 rst_only_sources_60s=300"},
	{"a target that spoke afterwards, on another port, does not count", `
		*12/0.1 0 open a{i}:1001>s:80 refusal s
		*12/0.1 0 rst a{i}:1001>s:80 s reply_noack
		*5/0 2 syn a{i}:2001>s:81
		3 seal a11:1001>s:80`, "rst_only_targets_60s=7"},
	{"a target that spoke before does not count", `
		*5/0 0 hs a{i}:2001>s:81
		*12/0.1 1 open a{i}:1001>s:80 refusal s
		3 rst a11:1001>s:80 s reply_noack
		3 seal a11:1001>s:80`, "rst_only_targets_60s=7"},
	{"a target that answered does not count", `
		*12/0.1 0 open a{i}:1001>s:80 synack s
		*6/0.1 2 spoke a{i}:1001>s:80 c
		3 rst a11:1001>s:80 s bare_abort
		3 seal a11:1001>s:80`, "rst_only_targets_60s=6"},
	{"a RST may end a connection older than the capture", `
		*12/0.1 0 open a{i}:1001>s:80 rst s
		*12/0.1 0 rst a{i}:1001>s:80 s bare_abort
		3 seal a0:1001>s:80`, "rst_only_targets_60s=0"},
	{"but not when the capture is a minute old", `
		0 hs x:1>y:1
		*12/0.1 60 open a{i}:1001>s:80 rst s
		*12/0.1 60 rst a{i}:1001>s:80 s bare_abort
		63 seal a0:1001>s:80`, "rst_only_targets_60s=12"},
	{"targets leave after 60 s", `
		*12/1 0 open a{i}:1001>s:80 refusal s
		*12/1 0 rst a{i}:1001>s:80 s reply_noack
		65.5 seal a11:1001>s:80`, "rst_only_targets_60s=6"},
	{"one target twice is one", `
		*12/0.1 0 open a:{1001+i}>s:80 refusal s
		2 rst a:1001>s:80 s reply_noack
		3 seal a:1001>s:80`, "rst_only_targets_60s=1 rst_only_sources_60s=1"},

	{"idle cluster of a server", `
		*4/3 0 hs a{i}:1001>s:80
		*4/3.3 100 rst a{i}:1001>s:80 c abort idle=61
		113 seal a3:1001>s:80`, "idle_cluster_n=4"},
	{"idle times beyond 2 %", `
		*4/3 0 hs a{i}:1001>s:80
		100 rst a0:1001>s:80 s abort idle=60
		110 rst a1:1001>s:80 s abort idle=61.3
		120 rst a2:1001>s:80 s abort idle=58.7
		130 rst a3:1001>s:80 s abort idle=60.5
		132 seal a0:1001>s:80`, "idle_cluster_n=2"},
	{"idle times of another server", `
		*4/3 0 hs a{i}:1001>s{i}:80
		*4/3 100 rst a{i}:1001>s{i}:80 s abort idle=60
		113 seal a3:1001>s3:80`, "idle_cluster_n=1"},
	{"a few among many random pauses are chance", `
		*24/1 0 hs a{i}:1001>s:80
		*20/1 100 rst a{i}:1001>s:80 s abort idle={10+i*7}
		*4/1 130 rst a{20+i}:1001>s:80 s abort idle=60
		136 seal a23:1001>s:80`, "idle_cluster_n=1"},
	{"a pause under a second is none", `
		*4/1 0 hs a{i}:1001>s:80
		*4/1 100 rst a{i}:1001>s:80 s abort idle=0.9
		106 seal a3:1001>s:80`, "idle_cluster_n=0"},
	{"pauses between probes are TCP's own", `
		*4/1 0 hs a{i}:1001>s:80
		*4/1 100 rst a{i}:1001>s:80 s abort idle=75 probes=3
		106 seal a3:1001>s:80`, "idle_cluster_n=0"},
	{"a refused SYN ends no pause", `
		0 syn a:1001>s:80
		3 rst a:1001>s:80 s reply_noack trigger=syn idle=3 synpending
		6 seal a:1001>s:80`, "idle_cluster_n=0"},

	{"stale tuples of a client", `
		*3/10 0 syn a:{1001+i}>s:80
		*3/10 0.01 rst a:{1001+i}>s:80 c reply_ack trigger=pure_ack synpending
		23 seal a:1003>s:80`, "stale_tuples_60s=3"},
	{"a rejected SYN-ACK is no stale tuple", `
		0 syn a:1001>s:80
		0 synack a:1001>s:80
		0.01 rst a:1001>s:80 c reply_ack trigger=synack synpending
		2 seal a:1001>s:80`, "stale_tuples_60s=0"},
	{"stale once a connection, and the attempt that then succeeds is open", `
		0 syn a:1001>s:80
		0.01 rst a:1001>s:80 c reply_ack trigger=pure_ack synpending
		1.01 rst a:1001>s:80 c reply_ack trigger=pure_ack synpending
		1.02 synack a:1001>s:80
		1.02 est a:1001>s:80
		5 refused a:1002>s:81
		5 rst a:1002>s:81 s reply_noack
		6 seal a:1002>s:81`, "stale_tuples_60s=1 client_open_share=0"},

	{"handshakes reset unserved while others are served", `
		*4/1 0 hs a{i}:1001>s:80
		*2/1 0.1 pay a{i}:1001>s:80 s
		*2/1 3 rst a{2+i}:1001>s:80 s reply_ack trigger=hs_ack
		6 seal a2:1001>s:80`, "dst_hs_reset_10s=2 dst_hs_ok_10s=2"},
	{"a byte of the server makes it served", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		1 rst a:1001>s:80 s abort
		2 seal a:1001>s:80`, "dst_hs_reset_10s=0 dst_hs_ok_10s=1"},
	{"served more than 10 s before the seal", `
		0 hs a:1001>s:80
		0 pay a:1001>s:80 s
		0 hs b:1001>s:80
		8.1 rst b:1001>s:80 s abort
		10.1 seal b:1001>s:80`, "dst_hs_reset_10s=1 dst_hs_ok_10s=0"},
	{"the client's own abort is not the server's", `
		0 hs a:1001>s:80
		1 rst a:1001>s:80 c abort
		2 seal a:1001>s:80`, "dst_hs_reset_10s=0"},

	{"orphans on mixed ports", `
		*4/1 0 hs a{i}:1001>s:{80+i}
		*2/1 10 rst a{i}:1001>s:{80+i} s abort fin_s
		*2/1 12 rst a{2+i}:1001>s:{82+i} s abort unacked=1000 rtx=2
		14 seal a0:1001>s:80`, "s_orphan_aborts_5s=4 s_orphan_ports_5s=4"},
	{"unacknowledged data alone makes no orphan, nor does age", `
		*4/1 0 hs a{i}:1001>s:{80+i}
		8 rst a0:1001>s:80 s abort fin_s
		12 rst a1:1001>s:81 s abort unacked=1000
		13 rst a2:1001>s:82 s abort fin_s
		14 seal a2:1001>s:82`, "s_orphan_aborts_5s=1 s_orphan_ports_5s=1"},
}
