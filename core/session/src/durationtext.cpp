// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/durationtext.h>

#include <QtCore/QStringView>

#include <array>
#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

Result<std::chrono::milliseconds> parseDuration(QStringView text)
{
    struct Unit
    {
        QStringView name;
        double milliseconds;
    };
    static constexpr std::array kUnits{Unit{u"ms", 1}, Unit{u"s", 1000}, Unit{u"m", 60'000}, Unit{u"h", 3'600'000}};

    double factor = 1000;
    QStringView number = text.trimmed();
    for (const Unit &unit : kUnits) {
        if (number.endsWith(unit.name)) {
            factor = unit.milliseconds;
            number.chop(unit.name.size());
            break;
        }
    }
    bool ok = false;
    const double milliseconds = number.toDouble(&ok) * factor;
    if (!ok || !std::isfinite(milliseconds) || milliseconds < 1 || milliseconds > 10'000.0 * 3'600'000) {
        return Error{u"\"%1\" is no duration; write a number with a unit: 500ms, 10s, 1.5m or 2h"_s.arg(text)};
    }
    return std::chrono::milliseconds(std::llround(milliseconds));
}

} // namespace ember
