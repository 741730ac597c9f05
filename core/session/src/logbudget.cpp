// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/logbudget.h>

#include <ember/links/bytesize.h>

namespace ember {

using namespace Qt::StringLiterals;

Result<qint64> parseLogBudget(QStringView text)
{
    Result<qint64> bytes = parseByteSize(text);
    if (bytes && (*bytes < kLeastLogBudget || *bytes > kMostLogBudget)) {
        return Error{u"the log's budget must be from 1MB to 1000GB, not %1"_s.arg(text)};
    }
    return bytes;
}

} // namespace ember
