package fact

// Verdict is what the rules say about one RST. It depends on the exported Reset row alone.
type Verdict struct {
	// Cause is the id of the rule that won.
	Cause string `col:"rst_cause"`
	// Family groups causes: setup, abort, reply, idle, protocol, forgery, capture, user.
	Family string `col:"rst_family"`
	// Confidence is certain, likely or possible.
	Confidence Confidence `col:"rst_confidence"`
	// Responsible is client, server, middlebox, scanner, path, both, capture or unknown.
	Responsible string `col:"rst_responsible"`
	// Harm is benign, suspicious or harmful.
	Harm string `col:"rst_verdict"`
	// LossRisk is none, possible, likely, certain or unknown.
	LossRisk string `col:"rst_loss_risk"`
	// Title is one sentence with the numbers filled in.
	Title string `col:"rst_title"`
	// Evidence lists the facts that the rule used, readable, with the frames that show them.
	Evidence []string `col:"rst_evidence"`
	// Alternatives lists the other causes that the facts allow, best first.
	Alternatives []string `col:"rst_alternatives"`
	// Matched lists every rule whose predicate is true, in decision order.
	Matched []string `col:"rst_matched"`
	// Undecided lists the rules that could not decide, each with the missing facts: "id: fact, fact".
	Undecided []string `col:"rst_undecided"`
	// Settle says what would settle the matter. NULL when nothing is open.
	Settle Opt[string] `col:"rst_settle"`
	// Advice says what to do next.
	Advice string `col:"rst_advice"`
	// RulesVersion is the version of the rule set.
	RulesVersion string `col:"rules_version"`
}

// Judged is a verdict as packets and flows carry it: with the two facts of the RST that a reader of a verdict
// needs beside it. In resets these two are columns of Reset.
type Judged struct {
	// Role is the place of the RST among those of its flow.
	Role Role `col:"rst_role"`
	// Effect is what the RST did to its target.
	Effect Effect `col:"rst_effect"`
	Verdict
}
