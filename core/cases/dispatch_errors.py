"""Why a unit cannot be given a part."""

from core.errors import ErrorCode, register

NO_SINGLE_LEAD = register(
    ErrorCode(
        "NO_SINGLE_LEAD",
        "应当指定一个牵头单位（可加配合单位），或者分别派给若干单位。",
        "Name one lead, with co-handlers if wanted, or several units in parallel.",
        "14(2)",
    )
)
UNIT_TWICE = register(ErrorCode("UNIT_TWICE", "同一单位不能重复派单。", "A unit is named twice.", "14(2)"))
UNIT_NOT_LIABLE = register(
    ErrorCode(
        "UNIT_NOT_LIABLE",
        "该单位只配合办理，不能牵头。",
        "A supporting organisation cooperates, it does not lead.",
        "3",
    )
)
BASIS_REQUIRED = register(
    ErrorCode(
        "BASIS_REQUIRED",
        "派单目录未推荐该单位，应当说明依据。",
        "The catalogue does not propose this unit: give the legal basis.",
        "14(1)",
    )
)
DUTY_NOT_FOR_TOWNSHIP = register(
    ErrorCode(
        "DUTY_NOT_FOR_TOWNSHIP",
        "应由职能部门办理的事项不得派给乡镇（街道）。",
        "What a department is responsible for is not dispatched to a township.",
        "14(1)",
    )
)
OUTSIDE_SUBTREE = register(
    ErrorCode(
        "OUTSIDE_SUBTREE",
        "只能派给本单位下属单位。",
        "Work is passed down only inside the unit's own subtree.",
        "7(1)",
    )
)
ACCUSED_UNIT = register(
    ErrorCode(
        "ACCUSED_UNIT",
        "被举报单位及其下级单位不得承办该举报。",
        "The unit a report is about, or one below it, does not handle it.",
        "28",
    )
)
