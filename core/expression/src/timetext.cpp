// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timetext.h"

#include <QtCore/QDateTime>
#include <QtCore/QRegularExpression>
#include <QtCore/QString>

namespace ember {

using namespace Qt::StringLiterals;

std::optional<qint64> microsecondsOfTimeText(QStringView text)
{
    // Qt reads fractions to the millisecond only, and by itself accepts more than a person would call a time.
    static const QRegularExpression form(
        u"\\A(\\d{4}-\\d\\d-\\d\\d)(?:[T ](\\d\\d:\\d\\d(?::\\d\\d)?)(?:\\.(\\d{1,9}))?(Z|[+-]\\d\\d(?::?\\d\\d)?)?)?\\z"_s);
    const auto match = form.match(text.toString());
    if (!match.hasMatch()) {
        return {};
    }
    const QString clock = match.captured(2);
    const QString fraction = match.captured(3);
    if (!fraction.isEmpty() && clock.size() != 8) {
        return {}; // a fraction of a minute
    }
    const QString iso = match.captured(1) + u'T' + (clock.isEmpty() ? u"00:00:00"_s : clock) + match.captured(4);
    const QDateTime moment = QDateTime::fromString(iso, Qt::ISODate);
    if (!moment.isValid()) {
        return {};
    }
    return moment.toMSecsSinceEpoch() * 1000 + fraction.leftJustified(6, u'0', true).toLongLong();
}

} // namespace ember
