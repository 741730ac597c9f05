// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultdata.h"

namespace ember {

using namespace Qt::StringLiterals;

std::optional<FaultData> faultData(const Profile &profile, const FaultReference &reference, const Scope &scope)
{
    const Value code = reference.code->evaluate(scope);
    if (!code.isNumber()) {
        return std::nullopt;
    }
    FaultData data;
    data.code = code.toInteger();
    const Value subCode = reference.subCode ? reference.subCode->evaluate(scope) : Value();
    if (subCode.isNumber()) {
        data.subCode = subCode.toInteger();
    }
    if (const FaultDefinition *const known = profile.fault(data.code, data.subCode)) {
        data.text = known->text;
        data.advice = known->advice;
    } else {
        data.text = u"Unknown fault"_s;
        data.advice = u"This code is not in the profile. Look at the panel of the device and in its manual."_s;
    }
    return data;
}

} // namespace ember
