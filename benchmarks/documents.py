"""What is asked: one document per work for us (and the limit), and the same in each peer's own words."""

Q1 = """query Q1($id: ID!) { case(by: { id: $id }) {
  id caseNo version state kind channel urgency registeredAt acceptedAt dueAt closedAt
  district { code name } reporter { name phone identityMode }
  assignments { state role dueAt unit { id name parent { id name } } }
  callbacks { resolved result process at }
  events { type { code } caseVersion occurredAt } } }"""

Q1_TEXT = Q1.replace("Q1(", "Q1Text(").replace("closedAt\n", "closedAt title content\n")

Q2 = """query Q2($unit: ID!) {
  assignments(filter: { unitId: $unit, state: [IN_HANDLING] }, first: 50, orderBy: { field: DUE_AT, direction: ASC }) {
    edges { node { id state dueAt unit { id name }
      case { id caseNo state urgency dueAt lastEventType lastEventAt district { code name } } } }
    pageInfo { hasNextPage endCursor } } }"""

Q2_TEXT = Q2.replace("Q2(", "Q2Text(").replace("caseNo state", "caseNo title state")

Q3 = """query Q3($district: String!, $state: CaseState!) {
  cases(filter: { district: $district, state: [$state] }, first: 20, orderBy: { field: DUE_AT, direction: ASC }) {
    totalCount
    edges { node { id caseNo state urgency dueAt registeredAt district { code name } } }
    pageInfo { hasNextPage endCursor } } }"""

Q4 = "query Q4 { caseCounts { counts { district: districtCode state count } } }"

M1 = """mutation M1($input: RegisterCaseInput!) { registerCase(input: $input) {
  case { id caseNo version state dueAt district { code name } } userErrors { code } } }"""

OURS = {"Q1": Q1, "Q1 text": Q1_TEXT, "Q2": Q2, "Q2 text": Q2_TEXT, "Q3": Q3, "Q4": Q4, "M1": M1}

_P1 = """query Q1($id: UUID!) { case: caseFileByRowId(rowId: $id) {
  id: rowId caseNo version state kind channel urgency registeredAt acceptedAt dueAt closedAt
  district: districtByDistrict { code name } reporter: reporterByCaseId { name: nameMask phone: phoneMask identityMode }
  assignments: assignmentsByCaseId { nodes { state role dueAt
    unit: unitByUnitId { id: rowId name parent: unitByParentId { id: rowId name } } } }
  callbacks: callbacksByCaseId { nodes { resolved result process at } }
  events: caseEventsByCaseId(orderBy: [CASE_VERSION_ASC, SEQ_ASC]) { nodes { type caseVersion occurredAt } } } }"""
_P2 = """query Q2($unit: String!) {
  assignments: allAssignments(condition: { unitPath: $unit, state: "IN_HANDLING" }, first: 50,
    orderBy: [DUE_AT_ASC, ROW_ID_ASC]) {
    edges { node { id: rowId state dueAt unit: unitByUnitId { id: rowId name }
      case: caseFileByCaseId { id: rowId caseNo state urgency dueAt lastEventType lastEventAt
        district: districtByDistrict { code name } } } }
    pageInfo { hasNextPage endCursor } } }"""
_P3 = """query Q3($district: String!, $state: String!) {
  cases: allCaseFiles(condition: { districtPath: $district, state: $state }, first: 20,
    orderBy: [DUE_AT_ASC, PRIMARY_KEY_ASC]) {
    totalCount
    edges { node { id: rowId caseNo state urgency dueAt registeredAt district: districtByDistrict { code name } } }
    pageInfo { hasNextPage endCursor } } }"""
_P4 = "query Q4 { caseCounts: allBenchCounts { nodes { district state count: n } } }"
_PM = """mutation M1($given: JSON!) { registerCase: benchRegister(input: { given: $given }) {
  case: result { id: rowId caseNo version state dueAt district: districtByDistrict { code name } } } }"""
POSTGRAPHILE = {
    "Q1": _P1, "Q1 text": _P1.replace("Q1(", "Q1Text(").replace("closedAt\n", "closedAt title: titleMask content: contentMask\n"),
    "Q2": _P2, "Q2 text": _P2.replace("Q2(", "Q2Text(").replace("caseNo state", "caseNo title: titleMask state"),
    "Q3": _P3, "Q4": _P4, "M1": _PM,
}  # fmt: skip

_C1 = """query Q1($id: ID!) { case(id: $id) {
  id caseNo version state kind channel urgency registeredAt acceptedAt dueAt closedAt
  district { code name } reporter { name phone identityMode }
  assignments { state role dueAt unit { id name parent { id name } } }
  callbacks { resolved result process at }
  events { type caseVersion occurredAt } } }"""
_C2 = """query Q2($unit: String!) { assignments(unitPath: $unit, state: "IN_HANDLING", first: 50) {
    edges { node { id state dueAt unit { id name }
      case { id caseNo state urgency dueAt lastEventType lastEventAt district { code name } } } }
    pageInfo { hasNextPage endCursor } } }"""
_C3 = """query Q3($district: String!, $state: String!) { cases(district: $district, state: $state, first: 20) {
    totalCount edges { node { id caseNo state urgency dueAt registeredAt district { code name } } }
    pageInfo { hasNextPage endCursor } } }"""
MERCURIUS = {
    "Q1": _C1, "Q1 text": _C1.replace("Q1(", "Q1Text(").replace("closedAt\n", "closedAt title content\n"),
    "Q2": _C2, "Q2 text": _C2.replace("Q2(", "Q2Text(").replace("caseNo state", "caseNo title state"),
    "Q3": _C3, "Q4": "query Q4 { caseCounts { district state count } }",
    "M1": "mutation M1($given: String!) { registerCase(row: $given) { id caseNo version state dueAt district { code name } } }",
}  # fmt: skip
